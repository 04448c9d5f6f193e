using System.Numerics;

using CsCheck;

using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.Tests.Updates;

public sealed class ClippedUpdateTests
{
    private static readonly Gen<float> Value = Gen.Frequency((6, Gen.Float[-100, 100]), (1, Gen.Float[-1e30f, 1e30f]), (1, Gen.OneOf(Gen.Const(0f), Gen.Const(float.MaxValue), Gen.Const(-float.MaxValue), Gen.Const(float.Epsilon))));

    private static readonly Gen<(float[] Trained, float[] Global)> Vectors = Gen.Int[1, 50].SelectMany(n => Gen.Select(Value.Array[n], Value.Array[n]));

    [Fact]
    public void Clip_WithinItsBounds_ChangesNothing()
    {
        var clipped = Clip([1.5f, -2, 3], [1, -1, 3], new(infinity: 2, l2: 1.2));

        Assert.Equal([0.5, -1, 0], Values(clipped));
    }

    [Fact]
    public void Clip_NormAboveItsBound_ScalesDown()
    {
        var clipped = Values(Clip([3, 4], [0, 0], ClipBounds.Norm(1)));

        Assert.Equal(0.6, clipped[0], 6e-7);
        Assert.Equal(0.8, clipped[1], 8e-7);
        Assert.InRange(clipped.Sum(v => v * v), 1 - 4e-6, 1);
    }

    [Fact]
    public void Clip_ParameterAboveItsBound_IsCut()
    {
        var bounds = ClipBounds.PerTensor([new(2, 1), new(1, 10)]);

        Assert.Equal([1, -1, 5], Values(Clip([3, -4, 5], [0, 0, 0], bounds)));
    }

    // The bounds hold for the exact norm, in big integers: sensitivity must not leak through a rounding.
    [Fact]
    public void Clip_AnyUpdate_KeepsItsBoundsExactly() => Gen.Select(Vectors, Gen.Double[1e-3, 1e3], Gen.Double[1e-3, 1e3]).Sample((vectors, l2, infinity) =>
    {
        var values = Values(Clip(vectors.Trained, vectors.Global, new(infinity, l2)));

        Assert.All(values, v => Assert.InRange(v, -infinity, infinity));
        Assert.True(values.Aggregate(BigInteger.Zero, (sum, v) => sum + BigInteger.Pow(Exact(v), 2)) <= BigInteger.Pow(Exact(l2), 2));
    });

    [Fact]
    public void Clip_Direction_IsKept() => Gen.Select(Vectors, Gen.Double[1e-3, 1e3]).Sample((vectors, l2) =>
    {
        var values = Values(Clip(vectors.Trained, vectors.Global, new(1e300, l2)));
        var exact = vectors.Trained.Zip(vectors.Global, (t, g) => (double)t - g).ToArray();
        var norm = Math.Sqrt(exact.Sum(d => d * d));
        var factor = norm > l2 ? l2 / norm : 1;

        for (var i = 0; i < values.Length; i++) Assert.Equal(exact[i] * factor, values[i], Math.Abs(exact[i]) * factor * 2e-6);
    });

    [Fact]
    public void Clip_NotANumber_NamesTheParameter()
    {
        for (var length = 1; length < 40; length++)
        {
            for (var at = 0; at < length; at++)
            {
                var values = new float[length];
                values[at] = at % 3 == 0 ? float.NaN : at % 3 == 1 ? float.PositiveInfinity : float.NegativeInfinity;

                Assert.Equal(new EncodeFault(at, EncodeFaultKind.NotFinite), new RawUpdate(values, new float[length]).Clip(new(1), out var clipped));
                Assert.Null(clipped);
                Assert.Equal(new EncodeFault(at, EncodeFaultKind.NotFinite), new RawUpdate(new float[length], values).Clip(new(1), out _));
            }
        }
    }

    [Fact]
    public void Clip_OtherLength_Throws() =>
        Assert.Throws<ArgumentException>(() => new RawUpdate(new float[2], new float[2]).Clip(ClipBounds.PerTensor([new(3, 1)]), out _));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Bounds_NotABound_Throws(double bound)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClipBounds(bound));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClipBounds(1, bound));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClipBounds.PerTensor([new(1, 1), new(1, bound)]));
    }

    [Fact]
    public void Bounds_NoTensors_Throws()
    {
        Assert.Throws<ArgumentException>(() => ClipBounds.PerTensor([]));
        Assert.Throws<ArgumentException>(() => ClipBounds.PerTensor([new(0, 1)]));
    }

    [Fact]
    public void Bounds_AreEqualByWhatTheyBound()
    {
        Assert.Equal(ClipBounds.PerTensor([new(2, 1), new(1, 3)], 4), ClipBounds.PerTensor([new(2, 1), new(1, 3)], 4));
        Assert.NotEqual(ClipBounds.PerTensor([new(2, 1), new(1, 3)], 4), ClipBounds.PerTensor([new(1, 1), new(2, 3)], 4));
        Assert.NotEqual(new(1, 4), new ClipBounds(1, 5));
        Assert.Equal(new(1), new ClipBounds(1));
    }

    [Fact]
    public void Runs_AnySlice_CoversItOnce() => Gen.Select(Gen.Int[1, 9].Array[1, 6], Gen.Int[0, 60], Gen.Int[0, 60]).Sample((lengths, from, count) =>
    {
        var bounds = ClipBounds.PerTensor(lengths.Select((l, i) => new TensorClip(l, i + 1)));
        var whole = lengths.SelectMany((l, i) => Enumerable.Repeat((double)i + 1, l)).ToArray();
        (from, count) = (Math.Min(from, whole.Length), Math.Min(count, whole.Length - Math.Min(from, whole.Length)));

        Assert.Equal(whole[from..(from + count)], bounds.Runs(from, count).SelectMany(r => Enumerable.Repeat(r.Infinity, r.Count)));
    });

    private static ClippedUpdate Clip(float[] trained, float[] global, ClipBounds bounds)
    {
        Assert.Null(new RawUpdate(trained, global).Clip(bounds, out var clipped));
        return clipped!;
    }

    private static double[] Values(ClippedUpdate update)
    {
        var values = new double[update.Length];
        foreach (var (from, count, infinity) in update.Bounds.Runs(0, update.Length)) update.CopyTo(from, infinity, values.AsSpan(from, count));
        return values;
    }

    // A double is a whole number of 2^-1074.
    private static BigInteger Exact(double value)
    {
        var exponent = value == 0 ? 0 : Math.Max(Math.ILogB(value), -1022);
        return (BigInteger)Math.ScaleB(value, 52 - exponent) << (1074 + exponent - 52);
    }
}
