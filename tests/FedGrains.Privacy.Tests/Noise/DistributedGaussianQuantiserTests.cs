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

        var mean = new double[Parameters];
        Assert.Equal(Sites, quantiser.Mean(sum.Words, mean));

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
        var sum = new uint[quantiser.Lanes];
        sum[0] = (uint)survivors;

        Assert.Contains("Abandon the round", Assert.Throws<InvalidDataException>(() => quantiser.Mean(sum, new double[Parameters])).Message, StringComparison.Ordinal);
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

        Assert.Throws<ArgumentException>(() => quantiser.Mean(new uint[10], new double[Parameters]));
        Assert.Throws<ArgumentException>(() => quantiser.Mean(new uint[quantiser.Lanes], new double[Parameters + 1]));
    }

    private static DistributedGaussianQuantiser Quantiser(UpdateRing ring) => new(new(s_settings, ring), s_rotation);

    // Of norm just below one.
    private static float[] Values(int site) => [.. Enumerable.Range(0, Parameters).Select(i => 0.99f * MathF.Sin(i + site) / MathF.Sqrt(Parameters / 2f))];

    private static NoisedUpdate Noised(DistributedGaussianQuantiser quantiser, float[] values, int site, ClipBounds? bounds = null)
    {
        Assert.Null(new RawUpdate(values, new float[values.Length]).Clip(bounds ?? ClipBounds.Norm(1), out var clipped));
        using var seed = Seeded.Seed($"site {site}");

        return clipped!.WithNoise(quantiser, seed);
    }
}
