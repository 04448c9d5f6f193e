using System.Runtime.InteropServices;
using System.Security.Cryptography;

using CsCheck;

using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.Tests.Updates;

public sealed class FixedPointEncoderTests
{
    private static readonly float[] Edges =
    [
        0f, -0f, float.Epsilon, -float.Epsilon, 1.1754942e-38f, 1.17549435e-38f, 0.5f, -0.5f, 1.5f, 2.5f, 127.99999f, -127.99999f, 128f, -128f,
        8388607.5f, 8388608f, 2147483520f, 2147483648f, -2147483648f, float.MaxValue, float.MinValue, float.NaN, float.PositiveInfinity, float.NegativeInfinity,
    ];

    private static readonly Gen<float> AnyBits = Gen.UInt.Select(BitConverter.UInt32BitsToSingle);

    private static readonly Gen<float> Ordinary = Gen.Float[-1, 1];

    // Mostly numbers that encode, so that faults appear at every place in a vector.
    private static readonly Gen<float> Mixed = Gen.Frequency((60, Ordinary), (1, AnyBits), (1, Gen.OneOf(Edges)));

    private static readonly Gen<(float[] Trained, float[] Global)> Pairs = Mixed.Array[0, 130].SelectMany(t => Mixed.Array[t.Length].Select(g => (t, g)));

    [Fact]
    public void Encode_IsTheReference() =>
        Pairs.Select(Gen.Int[8, 30]).Sample((pair, bits) => AssertIsReference(bits, pair.Trained, pair.Global), iter: 20_000);

    [Fact]
    public void Encode_AnyBits_IsTheReference() =>
        AnyBits.Select(AnyBits, Gen.Int[8, 30]).Sample(
            (trained, global, bits) => AssertIsReference(bits, [.. Enumerable.Repeat(trained, 19)], [.. Enumerable.Repeat(global, 19)]),
            iter: 50_000);

    [Fact]
    public void Encode_EveryPairOfEdges_IsTheReference()
    {
        foreach (var bits in (int[])[8, 24, 30])
            foreach (var trained in Edges)
                foreach (var global in Edges)
                    AssertIsReference(bits, [.. Enumerable.Repeat(trained, 17)], [.. Enumerable.Repeat(global, 17)]);
    }

    [Theory]
    [InlineData(0.5f, 0)]
    [InlineData(1.5f, 2)]
    [InlineData(2.5f, 2)]
    [InlineData(-0.5f, 0)]
    [InlineData(-1.5f, -2)]
    [InlineData(0.50000006f, 1)]
    public void Encode_HalfWay_GoesToEven(float steps, int expected) => Assert.Equal(expected, EncodeOne(steps / 256, 8));

    [Fact]
    public void Encode_LargestMagnitudes_AreTakenAndTheNextRefused()
    {
        Assert.Equal(2147483520, EncodeOne(127.99999237060547f, 24));
        Assert.Equal(-2147483520, EncodeOne(-127.99999237060547f, 24));
        Assert.Equal(new(0, EncodeFaultKind.OutOfRange), FaultOf([128f], [0f]));
        Assert.Equal(new(0, EncodeFaultKind.OutOfRange), FaultOf([-128f], [0f]));
    }

    [Fact]
    public void Encode_FiniteValuesWhoseDifferenceIsNot_IsOutOfRange() =>
        Assert.Equal(new(0, EncodeFaultKind.OutOfRange), FaultOf([float.MaxValue], [float.MinValue]));

    [Fact]
    public void Encode_InfinityMinusInfinity_IsNotFinite() =>
        Assert.Equal(new(0, EncodeFaultKind.NotFinite), FaultOf([float.PositiveInfinity], [float.PositiveInfinity]));

    [Fact]
    public void Encode_TwoFaults_NamesTheFirst()
    {
        var trained = new float[100];
        (trained[41], trained[70]) = (float.NaN, 1e30f);

        Assert.Equal(new(41, EncodeFaultKind.NotFinite), FaultOf(trained, new float[100]));
    }

    [Fact]
    public void Encode_ErrorIsWithinTheBound() =>
        Gen.Float[-2, 2].Select(Gen.Int[8, 30]).Where((value, bits) => Math.Abs(value) <= new FixedPointFormat(bits).MaximumMagnitude).Sample((value, bits) =>
        {
            var format = new FixedPointFormat(bits);

            Assert.InRange(Math.Abs(format.Decode(EncodeOne(value, bits)) - value), 0, format.ErrorBound);
        });

    [Fact]
    public void Encode_DifferentLengths_Throws()
    {
        Assert.Throws<ArgumentException>(() => FixedPointEncoder.Encode(FixedPointFormat.Default, new float[2], new float[3], new int[2]));
        Assert.Throws<ArgumentException>(() => FixedPointEncoder.Encode(FixedPointFormat.Default, new float[2], new float[2], new int[3]));
    }

    // Made with exact fractions in Python; the same on every machine, or a site's update would depend on its processor.
    [Fact]
    public void Encode_KnownVector_GivesTheKnownBytes()
    {
        var trained = new float[10_007];
        var global = new float[trained.Length];
        var state = 1u;

        for (var i = 0; i < trained.Length; i++)
        {
            trained[i] = Next(ref state);
            global[i] = Next(ref state);
        }

        var values = new int[trained.Length];

        Assert.Null(FixedPointEncoder.Encode(FixedPointFormat.Default, trained, global, values));
        Assert.Equal("fef7e95b248a4dbefdce9f183d081e2f3fe40a764c20d0af75df40587ebd183e", Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<int>(values))));
    }

    // Numerical Recipes' linear congruential generator, scaled to ±1.
    private static float Next(ref uint state)
    {
        state = (1664525 * state) + 1013904223;

        return ((int)state) / 2147483648f;
    }

    private static void AssertIsReference(int bits, float[] trained, float[] global)
    {
        var expected = Reference.Encode(bits, trained, global);
        var values = new int[trained.Length];
        var fault = FixedPointEncoder.Encode(new(bits), trained, global, values);

        Assert.Equal(expected.Fault, fault);
        if (fault is null) Assert.Equal(expected.Values, values);
    }

    private static int EncodeOne(float value, int bits)
    {
        var values = new int[1];
        Assert.Null(FixedPointEncoder.Encode(new(bits), [value], [0f], values));

        return values[0];
    }

    private static EncodeFault? FaultOf(float[] trained, float[] global) =>
        FixedPointEncoder.Encode(FixedPointFormat.Default, trained, global, new int[trained.Length]);
}
