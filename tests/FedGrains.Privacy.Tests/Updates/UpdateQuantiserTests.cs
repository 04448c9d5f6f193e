using System.Runtime.InteropServices;
using System.Security.Cryptography;

using CsCheck;

using FedGrains.Privacy.Secrets;
using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.Tests.Updates;

public sealed class UpdateQuantiserTests
{
    private static readonly Gen<UpdateRing> Rings = Gen.Bool.Select(b => b ? UpdateRing.Bits32 : UpdateRing.Bits64);

    [Theory]
    [InlineData(1, 31)]
    [InlineData(2, 30)]
    [InlineData(3, 29)]
    [InlineData(4, 29)]
    [InlineData(5, 28)]
    [InlineData(500, 22)]
    [InlineData(512, 22)]
    [InlineData(513, 21)]
    [InlineData(1 << 23, 8)]
    public void Bits_AreWhatTheLargestCohortLeaves(int cohort, int bits)
    {
        var quantiser = new UpdateQuantiser(new(1), cohort, 1, UpdateRing.Bits32);

        Assert.Equal(bits, quantiser.Bits);
        Assert.True(cohort * quantiser.Levels <= int.MaxValue);
        Assert.Equal(Math.Min(52, bits + 32), new UpdateQuantiser(new(1), cohort, 1, UpdateRing.Bits64).Bits);
    }

    [Fact]
    public void New_ImpossibleSettings_SaysHowToMendThem()
    {
        Assert.Contains("ring of 64 bits", Assert.Throws<ArgumentException>(() => new UpdateQuantiser(new(1), (1 << 23) + 1, 1, UpdateRing.Bits32)).Message, StringComparison.Ordinal);
        Assert.Contains("smaller cap", Assert.Throws<ArgumentException>(() => new UpdateQuantiser(new(1), 500, 1 << 22, UpdateRing.Bits32)).Message, StringComparison.Ordinal);
        Assert.NotNull(new UpdateQuantiser(new(1), 500, (1 << 22) - 1, UpdateRing.Bits32));
        Assert.Throws<ArgumentOutOfRangeException>(() => new UpdateQuantiser(new(1), 0, 1, UpdateRing.Bits32));
        Assert.Throws<ArgumentOutOfRangeException>(() => new UpdateQuantiser(new(1), 1, 0, UpdateRing.Bits32));
    }

    [Theory]
    [InlineData(500, 1_000_000, UpdateRing.Bits32)]
    [InlineData(500, 5_000_000, UpdateRing.Bits64)]
    [InlineData(40_000, 10, UpdateRing.Bits64)]
    public void RingFor_TakesTheSmallestWithRoom(int cohort, long weightCap, UpdateRing ring)
    {
        Assert.Equal(ring, UpdateQuantiser.RingFor(cohort, weightCap));
        Assert.NotNull(new UpdateQuantiser(new(1), cohort, weightCap, ring));
    }

    // Every site at an extreme, at the cap: the worst sum there is.
    [Fact]
    public void Sum_OfExtremes_DoesNotOverflow() => Gen.Select(Rings, Gen.Int[1, 40], Gen.Bool, Gen.Double[1e-6, 1e6]).Sample((ring, cohort, negative, infinity) =>
    {
        var bound = (float)infinity;
        var quantiser = new UpdateQuantiser(new(bound), cohort, 7, ring);
        var sum = new MaskedSum(ring, 4);

        for (var site = 0; site < cohort; site++) sum.Add(Quantise(quantiser, Enumerable.Repeat(negative ? -2 * bound : 2 * bound, 3).ToArray(), 7, site));

        var mean = new double[3];
        quantiser.Mean(sum.Words[ring.Words()..], 0, quantiser.TotalWeight(sum.Words[..ring.Words()]), mean);
        Assert.All(mean, m => Assert.Equal(negative ? -bound : bound, m, bound * 1e-12));
    });

    [Fact]
    public void Mean_IsWithinItsBoundOfTheWeightedMean() =>
        Gen.Select(Rings, Gen.Int[0, 20], Gen.Long[1, 100_000], Gen.Select(Gen.Float[-3, 3].Array[5], Gen.Long[1, 100_000]).Array[1, 8]).Sample((ring, absent, more, sites) =>
        {
            var bounds = ClipBounds.PerTensor([new(2, 0.5), new(3, 2)], l2: 2.5);
            var cap = sites.Max(s => s.Item2) + more - 1;
            var quantiser = new UpdateQuantiser(bounds, sites.Length + absent, cap, ring);
            var sum = new MaskedSum(ring, 6);
            var exact = new decimal[5];

            for (var i = 0; i < sites.Length; i++)
            {
                var (values, weight) = sites[i];
                sum.Add(Quantise(quantiser, values, weight, i));
                var clipped = Clipped(values, bounds);
                for (var p = 0; p < 5; p++) exact[p] += (decimal)weight * Exactly(clipped[p]);
            }

            var total = quantiser.TotalWeight(sum.Words[..ring.Words()]);
            var mean = new double[5];
            quantiser.Mean(sum.Words[ring.Words()..], 0, total, mean);

            Assert.Equal(sites.Sum(s => s.Item2), total);
            for (var p = 0; p < 5; p++)
                Assert.InRange(Math.Abs((double)(Exactly(mean[p]) - (exact[p] / total))), 0, quantiser.ErrorBound(p < 2 ? 0.5 : 2, sites.Length, total));
        }, iter: 300);

    [Fact]
    public void Mean_AnySlice_IsThatOfTheWhole() => Gen.Select(Rings, Gen.Int[0, 5], Gen.Int[0, 5]).Sample((ring, from, count) =>
    {
        count = Math.Min(count, 5 - from);
        var quantiser = new UpdateQuantiser(ClipBounds.PerTensor([new(2, 0.5), new(3, 2)]), 3, 10, ring);
        var words = Quantise(quantiser, [0.1f, -0.2f, 0.3f, 1.4f, -2], 10, site: 0);
        var whole = new double[5];
        var slice = new double[count];
        quantiser.Mean(words.AsSpan(ring.Words()), 0, 10, whole);

        quantiser.Mean(words.AsSpan((from + 1) * ring.Words(), count * ring.Words()), from, 10, slice);

        Assert.Equal(whole[from..(from + count)], slice);
    });

    // The rounding has no bias: over many seeds the mean of the rounded is the value, within five standard errors.
    [Fact]
    public void Quantise_OverManySeeds_HasNoBias()
    {
        const int Parameters = 200_000;
        var quantiser = new UpdateQuantiser(new(1), 1 << 20, 3, UpdateRing.Bits32);
        var values = Enumerable.Repeat(0.123456f, Parameters).ToArray();
        var words = Quantise(quantiser, values, 2, site: 0);
        var expected = 0.123456f * (2.0 / 3) * quantiser.Levels;
        var fraction = expected - Math.Floor(expected);

        Assert.All(words.Skip(1), w => Assert.InRange((int)w, Math.Floor(expected), Math.Ceiling(expected)));
        Assert.Equal(expected, words.Skip(1).Average(w => (int)w), 5 * Math.Sqrt(fraction * (1 - fraction) / Parameters));
    }

    [Fact]
    public void Quantise_SameSeed_SameBytes()
    {
        var quantiser = new UpdateQuantiser(new(1), 5, 100, UpdateRing.Bits32);
        var values = Enumerable.Range(0, 10_000).Select(i => MathF.Sin(i)).ToArray();

        Assert.Equal(Quantise(quantiser, values, 30, site: 1), Quantise(quantiser, values, 30, site: 1));
        Assert.NotEqual(Quantise(quantiser, values, 30, site: 1), Quantise(quantiser, values, 30, site: 2));
    }

    // Computed by an independent program (HKDF and AES-256-CTR of OpenSSL, the rounding written out): a site that crashed must send the
    // same bytes again, also after its software changed.
    [Fact]
    public void Quantise_KnownSeed_IsKnownWords()
    {
        var quantiser = new UpdateQuantiser(new(1), 500, 1000, UpdateRing.Bits32);
        var words = Quantise(quantiser, Enumerable.Range(0, 9999).Select(i => (i - 5000) / 4096f).ToArray(), 77, site: 1);

        Assert.Equal("5e80461c345827940126afbeeba532d74b5372e6d58aeb8d3c00682520de93d9", Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(words.AsSpan()))));
    }

    [Fact]
    public void Quantise_WeightAboveTheCap_IsRefusedAtTheSite()
    {
        var quantiser = new UpdateQuantiser(new(1), 5, 100, UpdateRing.Bits32);

        Assert.Contains("cap of 100", Assert.Throws<ArgumentOutOfRangeException>(() => Quantise(quantiser, [1], 101, site: 0)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantise(quantiser, [1], 0, site: 0));
    }

    [Fact]
    public void Quantise_ClippedToOtherBounds_Throws()
    {
        new RawUpdate(new float[1], new float[1]).Clip(new(2), out var clipped);
        using var seed = SecretBytes.CopyOf(new byte[32]);

        Assert.Throws<ArgumentException>(() => clipped!.WithoutNoise(new(new(1), 5, 100, UpdateRing.Bits32), 1, seed));
    }

    [Fact]
    public void TotalWeight_NoneThatTheCohortCanHave_IsRefused() => Gen.UInt.Sample(lane =>
    {
        var quantiser = new UpdateQuantiser(new(1), 5, 100, UpdateRing.Bits32);

        if (lane is >= 1 and <= 500) Assert.Equal(lane, quantiser.TotalWeight([lane]));
        else Assert.Throws<InvalidDataException>(() => quantiser.TotalWeight([lane]));
    });

    [Fact]
    public void Mean_WrongNumberOfWords_Throws()
    {
        var quantiser = new UpdateQuantiser(new(1), 5, 100, UpdateRing.Bits64);

        Assert.Throws<ArgumentException>(() => quantiser.Mean(new uint[3], 0, 1, new double[2]));
        Assert.Throws<ArgumentException>(() => quantiser.TotalWeight(new uint[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => quantiser.Mean(new uint[4], 0, 0, new double[2]));
    }

    private static uint[] Quantise(UpdateQuantiser quantiser, float[] values, long weight, int site)
    {
        Assert.Null(new RawUpdate(values, new float[values.Length]).Clip(quantiser.Bounds, out var clipped));
        using var seed = SecretBytes.CopyOf(SHA256.HashData(BitConverter.GetBytes(site)));
        using var noised = clipped!.WithoutNoise(quantiser, weight, seed);

        return noised.Words.ToArray();
    }

    private static double[] Clipped(float[] values, ClipBounds bounds)
    {
        new RawUpdate(values, new float[values.Length]).Clip(bounds, out var clipped);
        var result = new double[values.Length];
        foreach (var (from, count, infinity) in bounds.Runs(0, values.Length)) clipped!.CopyTo(from, infinity, result.AsSpan(from, count));
        return result;
    }

    // The conversion from double keeps fifteen digits only; a double of this size is a whole number of 2^-60 but for what does not matter here.
    private static decimal Exactly(double value) => (decimal)(long)Math.ScaleB(value, 60) / (1L << 60);
}
