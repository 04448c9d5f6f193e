using CsCheck;

using FedGrains.Privacy.Accounting;

namespace FedGrains.Privacy.Tests.Accounting;

/// <summary>What every accountant keeps to.</summary>
public abstract class AccountantContract
{
    private const double Delta = 1e-5;

    // Searches end within 1e-8 of the best order and 1e-13 of the root.
    private const double Slack = 1e-9;

    protected abstract IAccountant Accountant { get; }

    /// <summary>Sampling rates that the accountant prices.</summary>
    protected virtual Gen<double> Rates => Gen.OneOf(Gen.Const(1.0), Gen.Double[0.0005, 0.9]);

    private Gen<(double Rate, double Noise, int Steps)> Trainings => Gen.Select(Rates, Gen.Double[0.7, 20], Gen.Int[1, 2000]);

    [Fact]
    public void NothingReleased_CostsNothing()
    {
        PrivacyEvent[] nothing =
        [
            new PrivacyEvent.Composed([]),
            new PrivacyEvent.Repeated(new PrivacyEvent.NonPrivate("never"), 0),
            new PrivacyEvent.PoissonSampled(0, new PrivacyEvent.NonPrivate("of nobody")),
            new PrivacyEvent.PoissonSampled(0.5, new PrivacyEvent.Composed([])),
            new PrivacyEvent.ZeroConcentrated(0),
        ];

        Assert.Equal(0, Accountant.Epsilon([], Delta));
        Assert.Equal(0, Accountant.Epsilon(nothing, Delta));
        Assert.Equal(0, Accountant.Delta(nothing, 0));
    }

    public static TheoryData<PrivacyEvent> Unpriceable =>
    [
        new PrivacyEvent.NonPrivate("a histogram"),
        new PrivacyEvent.Gaussian(0),
        new PrivacyEvent.Laplace(0),
        new PrivacyEvent.Repeated(new PrivacyEvent.NonPrivate("a histogram"), 3),
        new PrivacyEvent.Composed([new PrivacyEvent.Gaussian(1), new PrivacyEvent.Composed([new PrivacyEvent.NonPrivate("a histogram")])]),
        new PrivacyEvent.PoissonSampled(1e-6, new PrivacyEvent.Gaussian(0)),
        new PrivacyEvent.PoissonSampled(0.1, new PrivacyEvent.Laplace(1)),
        new PrivacyEvent.PoissonSampled(0.1, new PrivacyEvent.Composed([new PrivacyEvent.Gaussian(1), PrivacyEvent.NoisySteps(0.1, 1, 1)])),
    ];

    [Theory]
    [MemberData(nameof(Unpriceable))]
    public void WhatCannotBePriced_CostsInfinity(PrivacyEvent released)
    {
        Assert.Equal(double.PositiveInfinity, Accountant.Epsilon([new PrivacyEvent.Gaussian(10), released], Delta));
        Assert.Equal(1, Accountant.Delta([new PrivacyEvent.Gaussian(10), released], 50));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1e-9)]
    [InlineData(double.NaN)]
    public void Epsilon_DeltaOutOfRange_Throws(double delta) => Assert.Throws<ArgumentOutOfRangeException>(() => Accountant.Epsilon([], delta));

    [Theory]
    [InlineData(-1e-9)]
    [InlineData(double.NaN)]
    public void Delta_EpsilonOutOfRange_Throws(double epsilon) => Assert.Throws<ArgumentOutOfRangeException>(() => Accountant.Delta([], epsilon));

    [Fact]
    public void Epsilon_MoreSteps_NeverCostsLess() => Trainings.Select(Gen.Int[1, 500]).Sample(
        (t, more) => AtMost(Epsilon(t), Epsilon(t with { Steps = t.Steps + more })), iter: 60);

    [Fact]
    public void Epsilon_MoreNoise_NeverCostsMore() => Trainings.Select(Gen.Double[1, 3]).Sample(
        (t, times) => AtMost(Epsilon(t with { Noise = t.Noise * times }), Epsilon(t)), iter: 60);

    [Fact]
    public void Epsilon_LargerSamples_NeverCostLess() => Gen.Select(Trainings, Rates).Sample(
        (t, rate) => AtMost(Epsilon(t with { Rate = Math.Min(t.Rate, rate) }), Epsilon(t with { Rate = Math.Max(t.Rate, rate) })), iter: 60);

    [Fact]
    public void Epsilon_OneEventMore_NeverCostsLess() => Gen.Select(Trainings, Trainings).Sample(
        (first, second) => AtMost(Epsilon(first), Accountant.Epsilon([Released(first), Released(second)], Delta)), iter: 40);

    [Fact]
    public void Epsilon_SmallerDelta_NeverCostsLess() => Gen.Select(Trainings, Gen.Double[-14, -1], Gen.Double[-14, -1]).Sample(
        (t, a, b) => AtMost(
            Accountant.Epsilon([Released(t)], Math.Pow(10, Math.Max(a, b))),
            Accountant.Epsilon([Released(t)], Math.Pow(10, Math.Min(a, b)))),
        iter: 40);

    [Fact]
    public void Epsilon_Repeated_CostsWhatListingCosts() => Gen.Select(Rates, Gen.Double[0.7, 20], Gen.Int[1, 30]).Sample((rate, noise, count) =>
    {
        var one = PrivacyEvent.NoisySteps(rate, noise, 1);
        var repeated = Accountant.Epsilon([new PrivacyEvent.Repeated(one, count)], Delta);

        Assert.Equal(repeated, Accountant.Epsilon(Enumerable.Repeat(one, count), Delta), Slack);
        Assert.Equal(repeated, Accountant.Epsilon([new PrivacyEvent.Composed([.. Enumerable.Repeat(one, count)])], Delta), Slack);
    }, iter: 40);

    [Fact]
    public void Epsilon_AnyOrder_CostsTheSame() => Gen.Select(Trainings, Trainings).Sample(
        (a, b) => Assert.Equal(Accountant.Epsilon([Released(a), Released(b)], Delta), Accountant.Epsilon([Released(b), Released(a)], Delta), Slack), iter: 20);

    [Fact]
    public void Delta_AtEpsilon_IsNotMoreThanAskedFor() => Trainings.Sample(
        t => Assert.InRange(Accountant.Delta([Released(t)], Epsilon(t)), 0, Delta * (1 + 1e-6)), iter: 60);

    // Everything without sampling has an exact price, and no accountant may go below it.
    [Fact]
    public void Epsilon_WithoutSampling_IsNeverBelowTheExact() => Gen.Select(Gen.Double[0.5, 50], Gen.Int[1, 500]).Sample(
        (noise, steps) => AtMost(new GaussianAccountant().Epsilon([PrivacyEvent.NoisySteps(1, noise, steps)], Delta), Epsilon((1, noise, steps))), iter: 60);

    private static void AtMost(double less, double more) => Assert.True(less <= (more * (1 + Slack)) + Slack, $"{less:R} is more than {more:R}.");

    private static PrivacyEvent Released((double Rate, double Noise, int Steps) t) => PrivacyEvent.NoisySteps(t.Rate, t.Noise, t.Steps);

    private double Epsilon((double Rate, double Noise, int Steps) t) => Accountant.Epsilon([Released(t)], Delta);
}

public sealed class PldAccountantTests : AccountantContract
{
    protected override IAccountant Accountant { get; } = new PldAccountant();

    [Fact]
    public void Epsilon_OnlyRhoKnown_IsInfinite() => Assert.Equal(double.PositiveInfinity, Accountant.Epsilon([new PrivacyEvent.ZeroConcentrated(0.1)], 1e-5));

    // One release of Laplace noise has δ(ε) = 1 - e^((ε - 1/b)/2).
    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(0.3, 2)]
    [InlineData(4, 0.1)]
    public void Delta_Laplace_IsTheClosedForm(double scale, double epsilon) =>
        Assert.InRange(Accountant.Delta([new PrivacyEvent.Laplace(scale)], epsilon), -Math.Exp((epsilon - (1 / scale)) / 2) + 1 - 1e-12, -Math.Exp((epsilon - (1 / scale)) / 2) + 1 + 1e-7);

    [Fact]
    public void Epsilon_Laplace_IsAtMostTheSumOfPureGuarantees() =>
        Assert.InRange(Accountant.Epsilon([new PrivacyEvent.Repeated(new PrivacyEvent.Laplace(2), 4)], 1e-9), 1.9, 2);
}

public sealed class RdpAccountantTests : AccountantContract
{
    protected override IAccountant Accountant { get; } = new RdpAccountant();

    // The Rényi divergences of Laplace noise and of ρ-zCDP are closed forms: Mironov 2017, Table II.
    [Fact]
    public void Divergence_LaplaceAndRho_AreTheClosedForms()
    {
        var curve = RdpCurveOf(new PrivacyEvent.Composed([new PrivacyEvent.Laplace(2), new PrivacyEvent.ZeroConcentrated(0.3)]), 3);

        Assert.Equal((Math.Log((3.0 / 5 * Math.Exp(1)) + (2.0 / 5 * Math.Exp(-1.5))) / 2) + 0.9, curve, 1e-14);
    }

    private static double RdpCurveOf(PrivacyEvent released, double order) => FedGrains.Privacy.Accounting.Rdp.RdpCurve.At([order]).Plus(released).Divergences[0];
}

public sealed class GaussianAccountantTests : AccountantContract
{
    protected override IAccountant Accountant { get; } = new GaussianAccountant();

    protected override Gen<double> Rates { get; } = Gen.Const(1.0);

    [Fact]
    public void Epsilon_Sampled_IsInfinite() => Assert.Equal(double.PositiveInfinity, Accountant.Epsilon([PrivacyEvent.NoisySteps(0.1, 1, 1)], 1e-6));
}

public sealed class ZcdpAccountantTests : AccountantContract
{
    protected override IAccountant Accountant { get; } = new ZcdpAccountant();

    protected override Gen<double> Rates { get; } = Gen.Const(1.0);
}
