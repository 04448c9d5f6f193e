using FedGrains.Privacy.Accounting;

namespace FedGrains.Privacy.Tests.Accounting;

public sealed class TradeOffTests
{
    // Gaussian noise: Φ(Φ⁻¹(x) + μ). With x = Φ(-1) and μ = 2 that is Φ(1).
    [Fact]
    public void TruePositiveRate_Gaussian_IsTheTradeOffFunction() =>
        Assert.Equal(0.84134474606854293, TradeOff.TruePositiveRate(new GaussianAccountant(), [new PrivacyEvent.Gaussian(0.5)], 0.15865525393145707), 1e-9);

    [Fact]
    public void TruePositiveRate_NothingReleased_IsGuessing() => Assert.Equal(0.03, TradeOff.TruePositiveRate(new PldAccountant(), [], 0.03), 1e-12);

    [Fact]
    public void TruePositiveRate_NonPrivate_IsOne() => Assert.Equal(1, TradeOff.TruePositiveRate(new PldAccountant(), [new PrivacyEvent.NonPrivate("all")], 0));

    // A test that flips a coin between accepting and not cannot gain: the rate is at least the false positives', and grows with them.
    [Fact]
    public void TruePositiveRate_Sampled_GrowsFromGuessing()
    {
        double[] rates = [0.001, 0.3, 0.9];
        double[] caps = [.. rates.Select(r => TradeOff.TruePositiveRate(new PldAccountant(), [PrivacyEvent.NoisySteps(0.02, 1, 200)], r))];

        Assert.All(rates.Zip(caps), p => Assert.InRange(p.Second, p.First, 1));
        Assert.Equal(caps.Order(), caps);
    }

    [Fact]
    public void TruePositiveRate_OutOfRange_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => TradeOff.TruePositiveRate(new PldAccountant(), [], 1.5));
}
