using System.Security.Cryptography;

using CsCheck;

using FedGrains.Privacy.Noise;
using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.Tests.Noise;

public sealed class DistributedGaussianQuantiserTests
{
    private const int Parameters = 1500;

    private static readonly byte[] s_rotation = SHA256.HashData("rotation"u8);

    private static readonly DistributedGaussianSettings s_settings = new(Clip: 1, Granularity: 1e-3, LocalDeviation: 0.01, FewestSurvivors: 3, LargestCohort: 8, Parameters: Parameters);

    [Theory]
    [InlineData(UpdateRing.Bits32)]
    [InlineData(UpdateRing.Bits64)]
    public void Mean_IsThatOfTheUpdatesButForItsNoise(UpdateRing ring)
    {
        const int Sites = 6;
        var quantiser = Quantiser(ring);
        var sum = new MaskedSum(ring, quantiser.Lanes);
        var exact = new double[Parameters];

        for (var site = 0; site < Sites; site++)
        {
            var values = Values(site);
            using var noised = Noised(quantiser, values, site);
            sum.Add(noised.Words);
            for (var i = 0; i < Parameters; i++) exact[i] += values[i] / Sites;
        }

        var mean = Mean(quantiser, sum.Words);

        // Each parameter's error is the noise of six sites and their rounding, over six.
        var deviation = Math.Sqrt((s_settings.LocalDeviation * s_settings.LocalDeviation) + (1e-6 / 4)) / Math.Sqrt(Sites);
        var actual = Math.Sqrt(mean.Zip(exact, (m, e) => (m - e) * (m - e)).Sum() / Parameters);
        Assert.InRange(actual, deviation * 0.9, deviation * 1.1);
    }

    [Fact]
    public void Noised_WithoutItsNoise_KeepsTheSensitivity() => Gen.Int[0, 1000].Sample(site =>
    {
        // A granularity so coarse that rounding is most of the norm, and noise so small that it is nothing.
        var mechanism = new DistributedGaussian(s_settings with { Granularity = 0.05, LocalDeviation = 0.05 * DiscreteGaussian.MinimumSigma }, UpdateRing.Bits32);
        using var noised = Noised(new(mechanism, s_rotation), Values(site), site);
        var squares = noised.Words[1..].ToArray().Sum(w => (long)(int)w * (int)w);

        Assert.InRange(Math.Sqrt(squares) * 0.05, 0.9, mechanism.RoundedNorm);
    }, iter: 100);

    [Fact]
    public void Noised_SameSeed_SameBytes()
    {
        var quantiser = Quantiser(UpdateRing.Bits32);
        using var one = Noised(quantiser, Values(1), 1);
        using var again = Noised(quantiser, Values(1), 1);
        using var other = Noised(quantiser, Values(1), 2);

        Assert.Equal(one.Words.ToArray(), again.Words.ToArray());
        Assert.NotEqual(one.Words.ToArray(), other.Words.ToArray());
    }

    [Fact]
    public void Noise_HasItsVariance()
    {
        var quantiser = Quantiser(UpdateRing.Bits32);
        using var noised = Noised(quantiser, new float[Parameters], 3);
        var noise = noised.Words[1..].ToArray().Select(w => (double)(int)w).ToArray();

        Assert.Equal(1U, noised.Words[0]);
        Assert.Equal(quantiser.Mechanism.Dimension, noise.Length);
        Assert.InRange(Math.Sqrt(noise.Average(v => v * v)), 9.3, 10.7);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    public void Mean_SurvivorsTheNoiseIsNotFor_IsRefused(int survivors)
    {
        var quantiser = Quantiser(UpdateRing.Bits32);

        Assert.Contains("Abandon the round", Assert.Throws<InvalidDataException>(() => quantiser.TotalWeight([(uint)survivors])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithNoise_NormNotBounded_IsRefused()
    {
        var quantiser = Quantiser(UpdateRing.Bits32);

        Assert.Throws<ArgumentException>(() => Noised(quantiser, Values(0), 0, new(infinity: 1)));
        Assert.Throws<ArgumentException>(() => Noised(quantiser, Values(0), 0, ClipBounds.Norm(1.01)));
        Assert.Throws<ArgumentException>(() => Noised(quantiser, new float[3], 0));
        Noised(quantiser, Values(0), 0, ClipBounds.Norm(0.5)).Dispose();
    }

    [Fact]
    public void Mean_WrongLengths_Throws()
    {
        var quantiser = Quantiser(UpdateRing.Bits32);

        Assert.Throws<ArgumentException>(() => quantiser.Mean(new uint[10], 0, 3, new double[Parameters]));
        Assert.Throws<ArgumentException>(() => quantiser.Mean(new uint[quantiser.Mechanism.Dimension], 0, 3, new double[Parameters + 1]));
        Assert.Throws<ArgumentException>(() => quantiser.TotalWeight(new uint[2]));
        Assert.Throws<ArgumentException>(() => quantiser.LanesOf(3, Parameters - 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => quantiser.Mean(new uint[quantiser.Mechanism.Dimension], 0, 0, new double[Parameters]));
    }

    // Three blocks, the last padded: read as a whole, and piece by piece, the mean is the same.
    [Fact]
    public void Mean_PieceByPiece_IsThatOfTheWhole()
    {
        const int Sites = 3, Long = (2 * SumPieces.Parameters) + 777;
        var quantiser = new DistributedGaussianQuantiser(new(s_settings with { Parameters = Long, Granularity = 1e-6, LocalDeviation = 1e-5 }, UpdateRing.Bits32), s_rotation);
        var (sum, values) = (new MaskedSum(UpdateRing.Bits32, quantiser.Lanes), Values(0, Long));

        for (var site = 0; site < Sites; site++)
        {
            using var noised = Noised(quantiser, values, site);
            sum.Add(noised.Words);
        }

        var whole = Mean(quantiser, sum.Words);
        Assert.Equal(3 * SumPieces.Parameters, quantiser.Mechanism.Dimension);
        Assert.All(whole.Zip(values), pair => Assert.Equal(pair.Second, pair.First, 1e-4));

        for (var from = 0; from < Long; from += SumPieces.Parameters)
        {
            var piece = new double[Math.Min(SumPieces.Parameters, Long - from)];
            quantiser.Mean(sum.Words.Slice(from + 1, quantiser.LanesOf(from, piece.Length)), from, Sites, piece);
            Assert.Equal(whole[from..(from + piece.Length)], piece);
        }
    }

    [Fact]
    public void VoteCount_IsThatOfTheUpdatesWithinTheClip()
    {
        // Five within the bound and three beyond it make 5/2 - 3/2; the noise on that is small.
        var votes = NoiseSizing.For(1, 0.05, 3, 8, 1);
        var quantiser = new DistributedGaussianQuantiser(new(s_settings, UpdateRing.Bits32), s_rotation, votes);
        var sum = new MaskedSum(UpdateRing.Bits32, 1, quantiser.Lanes - 1);

        for (var site = 0; site < 8; site++)
        {
            using var noised = Noised(quantiser, site < 5 ? Values(site) : [.. Values(site).Select(v => 3 * v)], site);
            Assert.Equal(1U, noised.Words[0]);
            sum.Add(noised.Words[^1..]);
        }

        Assert.Equal(1, quantiser.VoteCount(sum.Words), 0.3);
        Assert.Equal(quantiser.Mechanism.Rho + votes.Rho, quantiser.Rho);
        Assert.Throws<InvalidOperationException>(() => Quantiser(UpdateRing.Bits32).VoteCount([0]));
        Assert.Throws<ArgumentException>(() => new DistributedGaussianQuantiser(quantiser.Mechanism, s_rotation, quantiser.Mechanism));
    }

    // Whoever adds up votes without their noise learns how many were within; with it, what he learns costs ρ.
    [Fact]
    public void Votes_HaveTheNoiseThatTheyArePricedWith()
    {
        var votes = NoiseSizing.For(1, 2, 3, 8, 1);
        var quantiser = new DistributedGaussianQuantiser(new(s_settings with { Parameters = 4 }, UpdateRing.Bits32), s_rotation, votes);
        var cast = Enumerable.Range(0, 4000).Select(i =>
        {
            using var noised = Noised(quantiser, new float[4], i);

            return 2 * quantiser.VoteCount(noised.Words[^1..]);
        }).ToArray();

        Assert.Equal(1, cast.Average(), 0.1);
        Assert.InRange(Math.Sqrt(3 * cast.Average(v => (v - 1) * (v - 1))) / 2, 0.95, 1.05);
    }

    private static DistributedGaussianQuantiser Quantiser(UpdateRing ring) => new(new(s_settings, ring), s_rotation);

    // Of norm just below one.
    private static float[] Values(int site, int count = Parameters) => [.. Enumerable.Range(0, count).Select(i => 0.99f * MathF.Sin(i + site) / MathF.Sqrt(count / 2f))];

    private static double[] Mean(DistributedGaussianQuantiser quantiser, ReadOnlySpan<uint> sum)
    {
        var (words, mean) = (sum.Length / quantiser.Lanes, new double[quantiser.Mechanism.Settings.Parameters]);
        quantiser.Mean(sum[words..], 0, quantiser.TotalWeight(sum[..words]), mean);

        return mean;
    }

    private static NoisedUpdate Noised(DistributedGaussianQuantiser quantiser, float[] values, int site, ClipBounds? bounds = null)
    {
        Assert.Null(new RawUpdate(values, new float[values.Length]).Clip(bounds ?? ClipBounds.Norm(1), out var clipped));
        using var seed = Seeded.Seed($"site {site}");

        return clipped!.WithNoise(quantiser, seed);
    }
}
