using CsCheck;

using FedGrains.Privacy.Accounting;

namespace FedGrains.Privacy.Tests.Accounting;

public sealed class AdaptiveClipTests
{
    [Theory]
    [InlineData(1, 5, 1.005037815259212)]
    [InlineData(0.8, 2, 0.8164965809277261)]
    [InlineData(1.5, 0.8, 4.310527248642597)]
    public void UpdateNoise_Vectors_Agree(double noise, double countNoise, double expected) => Assert.Equal(expected, AdaptiveClip.UpdateNoise(noise, countNoise), 1e-14);

    [Fact]
    public void Released_UpdateAndCount_CostWhatTheNoiseAloneCosts() => Gen.Select(Gen.Double[0.3, 10], Gen.Double[1.01, 50]).Sample((noise, times) =>
    {
        var released = new AdaptiveClip(1, noise * times / 2, 100).Released(noise);
        var accountant = new GaussianAccountant();

        Assert.Equal(accountant.Epsilon([new PrivacyEvent.Gaussian(noise)], 1e-6), accountant.Epsilon([released], 1e-6), 1e-9);
    });

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.7)]
    public void UpdateNoise_CountAloneCostsTheBudget_Throws(double noise, double countNoise) => Assert.Contains(
        "the count alone", Assert.Throws<ArgumentOutOfRangeException>(() => AdaptiveClip.UpdateNoise(noise, countNoise)).Message, StringComparison.Ordinal);

    // All of ten within the bound: b = 1, so C e^(-0.2 (1 - 0.5)).
    [Theory]
    [InlineData(10, 0, -0.1)]
    [InlineData(0, 10, 0.1)]
    [InlineData(5, 5, 0)]
    [InlineData(8, 2, -0.06)]
    public void Next_WithoutNoise_MovesGeometrically(int within, int beyond, double exponent)
    {
        var clip = new AdaptiveClip(0.1, 0.5, 10);
        var count = clip.Count([.. Enumerable.Repeat(0.05, within), .. Enumerable.Repeat(7.0, beyond)], () => 0);

        Assert.Equal(0.1 * Math.Exp(exponent), clip.Next(count).Bound, 1e-15);
    }

    // Noise is for a sensitivity of 1/2, and divided by the expected number: here six of ten came.
    [Fact]
    public void Next_FewerCame_DividesByThePublicNumber()
    {
        var clip = new AdaptiveClip(1, 2, 10, quantile: 0.7, learningRate: 0.3);
        var count = clip.Count([0.2, 0.3, 0.4, 0.5, 3, 4], () => -0.25);

        Assert.Equal(4 / 2.0 - 2 / 2.0 - 0.5, count, 1e-15);
        Assert.Equal(Math.Exp(-0.3 * (0.55 - 0.7)), clip.Next(count).Bound, 1e-15);
    }

    [Theory]
    [InlineData(1e9, 1)]
    [InlineData(-1e9, 0)]
    public void Next_MuchNoise_IsClamped(double count, double share) =>
        Assert.Equal(Math.Exp(-0.2 * (share - 0.5)), new AdaptiveClip(1, 5, 100).Next(count).Bound, 1e-15);

    [Fact]
    public void Next_ManyRounds_FindsTheQuantile()
    {
        var random = new Random(7);
        double[] norms = [.. Enumerable.Range(1, 1000).Select(i => i / 100.0)];
        var clip = new AdaptiveClip(0.1, 20, norms.Length, quantile: 0.8);

        for (var round = 0; round < 200; round++) clip = clip.Next(clip.Count(norms, () => Normal(random)));

        Assert.InRange(clip.Bound, 7.6, 8.4);
    }

    [Fact]
    public void Contribution_AtTheBound_CountsAsWithin() => Assert.Equal((0.5, -0.5, -0.5), (
        new AdaptiveClip(1, 1, 1).Contribution(1), new AdaptiveClip(1, 1, 1).Contribution(1.0000001), new AdaptiveClip(1, 1, 1).Contribution(double.NaN)));

    [Fact]
    public void Create_OutOfRange_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdaptiveClip(0, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdaptiveClip(1, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdaptiveClip(1, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdaptiveClip(1, 1, 1, quantile: 1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdaptiveClip(1, 1, 1, learningRate: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdaptiveClip(1, 1, 1).Next(double.NaN));
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
