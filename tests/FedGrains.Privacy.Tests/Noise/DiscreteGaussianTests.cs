using System.Globalization;
using System.Text.Json;

using CsCheck;

using FedGrains.Privacy.Noise;
using FedGrains.Testing;

namespace FedGrains.Privacy.Tests.Noise;

public sealed class DiscreteGaussianTests
{
    private const int Draws = 200_000;

    // σ² as a fraction: one half squared, whole numbers, a fraction with a large denominator, and wide.
    [Theory]
    [InlineData(1, 4)]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(49, 4)]
    [InlineData(1234567, 1000003)]
    [InlineData(100, 1)]
    [InlineData(10_000, 1)]
    public void Sample_HasItsDistribution(int numerator, int denominator)
    {
        var gaussian = new DiscreteGaussian((ulong)numerator, (ulong)denominator);
        var variance = (double)numerator / denominator;

        ChiSquare.Holds(Sample(gaussian), x => Probability(x, variance));
    }

    // What the test above would notice: a variance three in a hundred too large.
    [Fact]
    public void Sample_OfAnotherVariance_IsToldApart() =>
        Assert.ThrowsAny<Exception>(() => ChiSquare.Holds(Sample(new(4, 1)), x => Probability(x, 4.12)));

    [Fact]
    public void Sample_HasThePublishedMoments()
    {
        Assert.SkipWhen(SharedData.Find("oracles/ddg.json") is null, SharedData.Absent);
        using var oracle = JsonDocument.Parse(File.ReadAllText(SharedData.Find("oracles/ddg.json")!));

        foreach (var row in oracle.RootElement.GetProperty("discrete_gaussian_pmf").EnumerateArray())
        {
            var sigma = Number(row, "sigma");
            var draws = Sample(DiscreteGaussian.AtLeast(sigma));
            var variance = draws.Average(x => (double)x * x);
            var error = Math.Sqrt((Number(row, "fourth_moment") - Math.Pow(Number(row, "variance"), 2)) / Draws);

            // The reference of the test above is the oracle's.
            foreach (var x in new[] { 0, 1, 5 }) Assert.Equal(Number(row, $"p{x}"), Probability(x, sigma * sigma), 1e-13);

            Assert.InRange(variance, Number(row, "variance") - (5 * error), Number(row, "variance") + (5 * error));
            Assert.InRange(draws.Average(), -5 * sigma / Math.Sqrt(Draws), 5 * sigma / Math.Sqrt(Draws));
        }
    }

    [Fact]
    public void AtLeast_IsNeverLess() => Gen.Double[DiscreteGaussian.MinimumSigma, DiscreteGaussian.MaximumSigma].Select(Gen.Double[0, 1], (sigma, power) => Math.Max(DiscreteGaussian.MinimumSigma, Math.Pow(sigma, power))).Sample(sigma =>
    {
        var gaussian = DiscreteGaussian.AtLeast(sigma);

        Assert.InRange(gaussian.Sigma, sigma, sigma * (1 + 1e-6) + 1e-9);
    });

    [Fact]
    public void Sample_AtTheLimits_Works()
    {
        using var randomness = Seeded.Randomness("limits");
        var draws = new long[1000];

        DiscreteGaussian.AtLeast(DiscreteGaussian.MaximumSigma).Sample(randomness, draws);
        Assert.InRange(Math.Sqrt(draws.Average(x => (double)x * x)) / DiscreteGaussian.MaximumSigma, 0.85, 1.15);

        DiscreteGaussian.AtLeast(DiscreteGaussian.MinimumSigma).Sample(randomness, draws);
        Assert.All(draws, x => Assert.Equal(0, x));
    }

    [Fact]
    public void Sample_SameSeed_SameDraws()
    {
        Assert.Equal(Sample(new(4, 1), 1000), Sample(new(4, 1), 1000));
        Assert.NotEqual(Sample(new(4, 1), 1000), Sample(new(4, 1), 1000, "another"));
    }

    [Fact]
    public void New_NotSampledExactly_SaysSo()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscreteGaussian(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscreteGaussian(1, 0));
        Assert.Contains("smaller denominator", Assert.Throws<ArgumentException>(() => new DiscreteGaussian(1UL << 56, (1UL << 54) + 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new DiscreteGaussian(ulong.MaxValue, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => DiscreteGaussian.AtLeast(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => DiscreteGaussian.AtLeast(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => DiscreteGaussian.AtLeast(1e9));
    }

    private static long[] Sample(DiscreteGaussian gaussian, int count = Draws, string seed = "gaussian")
    {
        using var randomness = Seeded.Randomness(seed);
        var draws = new long[count];
        gaussian.Sample(randomness, draws);
        return draws;
    }

    private static double Probability(long x, double variance)
    {
        var range = (long)Math.Ceiling(12 * Math.Sqrt(variance)) + 12;
        var total = 0.0;
        for (var i = -range; i <= range; i++) total += Math.Exp(-(double)i * i / (2 * variance));

        return Math.Exp(-(double)x * x / (2 * variance)) / total;
    }

    private static double Number(JsonElement row, string name) => double.Parse(row.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
