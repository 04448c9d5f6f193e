using CsCheck;

using FedGrains.Privacy.Accounting;
using FedGrains.Privacy.Accounting.Pld;

namespace FedGrains.Privacy.Tests.Accounting;

/// <summary>What sampling comes down to.</summary>
public sealed class SamplingRulesTests
{
    private static readonly PldAccountant s_pld = new();

    [Fact]
    public void Epsilon_SampleOfASample_IsASmallerSample() => Assert.Equal(
        s_pld.Epsilon([PrivacyEvent.NoisySteps(0.02, 1, 100)], 1e-5),
        s_pld.Epsilon([new PrivacyEvent.Repeated(new PrivacyEvent.PoissonSampled(0.1, PrivacyEvent.NoisySteps(0.2, 1, 1)), 100)], 1e-5),
        1e-9);

    [Fact]
    public void Epsilon_SeveralReleasesFromOneSample_AreOneWithLessNoise() => Assert.Equal(
        s_pld.Epsilon([PrivacyEvent.NoisySteps(0.1, 1, 50)], 1e-5),
        s_pld.Epsilon([new PrivacyEvent.Repeated(new PrivacyEvent.PoissonSampled(0.1, new PrivacyEvent.Repeated(new PrivacyEvent.Gaussian(2), 4)), 50)], 1e-5),
        1e-9);

    [Fact]
    public void Epsilon_RateOne_IsNoSampling() => Assert.Equal(
        s_pld.Epsilon([new PrivacyEvent.Gaussian(2)], 1e-5), s_pld.Epsilon([new PrivacyEvent.PoissonSampled(1, new PrivacyEvent.Gaussian(2))], 1e-5));

    [Fact]
    public void Epsilon_Sampled_CostsAtMostWhatEverybodyCosts() => Gen.Select(Gen.Double[1e-4, 0.999], Gen.Double[0.6, 30], Gen.Int[1, 3000]).Sample((rate, noise, steps) =>
        Assert.True(s_pld.Epsilon([PrivacyEvent.NoisySteps(rate, noise, steps)], 1e-5) <= s_pld.Epsilon([PrivacyEvent.NoisySteps(1, noise, steps)], 1e-5)), iter: 100);

    // The closed form of one release takes the removed unit's side: the added one's never costs more.
    [Fact]
    public void Delta_OneRelease_CostsMostForARemovedUnit() => Gen.Select(Gen.Double[0.001, 0.999], Gen.Double[0.5, 10], Gen.Double[0, 3]).Sample((rate, noise, epsilon) =>
    {
        var mechanism = new Mechanism.SampledGaussian(rate, noise);
        var tally = EventTally.Of([PrivacyEvent.NoisySteps(rate, noise, 1)]);
        var closed = SingleRelease.Delta(mechanism, epsilon);

        Assert.True(AddedUnit(rate, noise, epsilon) <= closed + 1e-15);

        // The integral is meant for many releases; for one it is still a bound, and close.
        Assert.InRange(new DirectedLoss(tally, Direction.UnitRemoved).Delta(epsilon), closed * (1 - 1e-9), (closed * (1 + 1e-4)) + 1e-5);
    }, iter: 30);

    [Fact]
    public void Epsilon_TinyNoise_IsBoundedAndQuick() => Assert.InRange(s_pld.Epsilon([PrivacyEvent.NoisySteps(0.01, 1e-3, 100)], 1e-5), 1e6, 1e9);

    // P = N(0, σ²) against the mixture, integrated where P is more than e^ε times as likely.
    private static double AddedUnit(double rate, double noise, double epsilon)
    {
        var share = Math.Exp(-epsilon) - (1 - rate);
        if (share <= 0) return 0;

        var z = (noise * noise * Math.Log(share / rate)) + 0.5;

        return NormalBelow(z / noise) - (Math.Exp(epsilon) * (((1 - rate) * NormalBelow(z / noise)) + (rate * NormalBelow((z - 1) / noise))));
    }

    private static double NormalBelow(double x) => FedGrains.Privacy.Accounting.Numerics.ErrorFunction.Complement(-x / Math.Sqrt(2)) / 2;
}
