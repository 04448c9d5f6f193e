using CsCheck;

using FedGrains.Privacy.Accounting;
using FedGrains.Privacy.Accounting.Rdp;

namespace FedGrains.Privacy.Tests.Accounting;

public sealed class RdpCurveTests
{
    [Fact]
    public void Plus_OneAfterAnother_IsAllAtOnce() => Gen.Select(Gen.Double[0.001, 1], Gen.Double[0.7, 10]).List[1, 6].Sample(
        events =>
        {
            PrivacyEvent[] released = [.. events.Select(e => PrivacyEvent.NoisySteps(e.Item1, e.Item2, 3))];
            var streamed = released.Aggregate(RdpCurve.Empty, (curve, e) => curve.Plus(e));
            var atOnce = RdpCurve.Empty.Plus(new PrivacyEvent.Composed([.. released]));

            Assert.All(streamed.Divergences.Zip(atOnce.Divergences), d => Assert.Equal(d.First, d.Second, 1e-12 * d.First));
        },
        iter: 20);

    [Fact]
    public void Epsilon_DefaultOrders_IsNearTheBestOfAllOrders() => Gen.Select(Gen.Double[0.001, 1], Gen.Double[0.7, 20], Gen.Int[1, 3000]).Sample(
        (rate, noise, steps) =>
        {
            var released = PrivacyEvent.NoisySteps(rate, noise, steps);
            var best = new RdpAccountant().Epsilon([released], 1e-6);

            Assert.InRange(RdpCurve.Empty.Plus(released).Epsilon(1e-6), best * (1 - 1e-9), (best * 1.02) + 2e-3);
        },
        iter: 60);

    [Fact]
    public void Plus_KnownKind_IsCheap()
    {
        var curve = RdpCurve.Empty;
        var step = PrivacyEvent.NoisySteps(0.01, 1, 1);

        for (var i = 0; i < 10_000; i++) curve = curve.Plus(step);

        Assert.Equal(RdpCurve.Empty.Plus(PrivacyEvent.NoisySteps(0.01, 1, 10_000)).Epsilon(1e-5), curve.Epsilon(1e-5), 1e-9);
    }

    [Fact]
    public void Plus_NonPrivate_CostsInfinityFromThenOn()
    {
        var curve = RdpCurve.Empty.Plus(new PrivacyEvent.NonPrivate("a mean")).Plus(new PrivacyEvent.Gaussian(5));

        Assert.Equal(double.PositiveInfinity, curve.Epsilon(1e-5));
        Assert.Equal(1, curve.Delta(10));
    }

    [Fact]
    public void Empty_CostsNothing() => Assert.Equal((0, 0), (RdpCurve.Empty.Epsilon(1e-9), RdpCurve.Empty.Delta(0)));

    [Fact]
    public void At_OrdersOutOfRange_Throws()
    {
        Assert.Throws<ArgumentException>(() => RdpCurve.At([]));
        Assert.Throws<ArgumentException>(() => RdpCurve.At([2, 1]));
        Assert.Throws<ArgumentException>(() => RdpCurve.At([double.PositiveInfinity]));
    }

    // A release of hardly any information has ε = 0 at a δ that its total variation does not reach.
    [Fact]
    public void Epsilon_TotalVariationBelowDelta_IsZero() => Assert.Equal(0, RdpCurve.Empty.Plus(new PrivacyEvent.Gaussian(1000)).Epsilon(0.01));
}
