using FedGrains.Privacy.Accounting;
using FedGrains.Privacy.Accounting.Calibration;
using FedGrains.Privacy.Accounting.Rdp;

namespace FedGrains.Privacy.Tests.Accounting;

/// <summary>What other accountants publish in their own tests and tutorials.</summary>
public sealed class PublishedValuesTests
{
    private static readonly IAccountant s_pld = AccountantCatalog.Find("pld"), s_rdp = AccountantCatalog.Find("rdp");

    // TensorFlow Privacy's tutorials of 2019 and Opacus' MNIST example, with the conversion of that time.
    [Theory]
    [InlineData(256 / 60000.0, 1.1, 14062, 3.01, 0.005)]
    [InlineData(256 / 60000.0, 1.3, 3515, 1.19, 0.005)]
    [InlineData(256 / 60000.0, 0.7, 10546, 7.10, 0.005)]
    [InlineData(240 / 60000.0, 1.3, 3750, 1.16, 0.005)]
    [InlineData(240 / 60000.0, 1.1, 15000, 2.91, 0.006)]
    [InlineData(240 / 60000.0, 0.7, 11250, 6.86, 0.01)]
    [InlineData(240 / 60000.0, 1.3, 250, 0.71, 0.01)]
    public void ClassicRdp(double rate, double noise, long steps, double published, double digits)
    {
        var curve = RdpCurve.At(RdpOrders.Opacus).Plus(PrivacyEvent.NoisySteps(rate, noise, steps));

        Assert.Equal(published, curve.Orders.Zip(curve.Divergences, (a, d) => d + (Math.Log(1e5) / (a - 1))).Min(), digits);
    }

    // TensorFlow Privacy, compute_dp_sgd_privacy_test.
    [Theory]
    [InlineData(150 / 60000.0, 1.3, 6000, 1e-5, 0.7242234026109595)]
    [InlineData(100 / 100000.0, 1.0, 30000, 1e-7, 1.4154988495444842)]
    public void Rdp_TensorFlowPrivacy(double rate, double noise, long steps, double delta, double published) =>
        Assert.Equal(published, RdpCurve.At(RdpOrders.Google).Plus(PrivacyEvent.NoisySteps(rate, noise, steps)).Epsilon(delta), 1e-9);

    // The same test's third case: an ε of millions, at the one order 1.25.
    [Fact]
    public void Rdp_HardlyAnyNoise() =>
        Assert.Equal(5907982.3113984, RdpCurve.At([1.25]).Plus(PrivacyEvent.NoisySteps(1024 / 1e8, 0.1, 976563)).Epsilon(1e-7), 1e-4);

    // TensorFlow Privacy: example-level and user-level statements. With sampling its own series is a little loose.
    [Theory]
    [InlineData(1, 0.7, 2, 1e-5, 10.8602036, 1e-6)]
    [InlineData(0.01, 0.7, 120, 1e-5, 3.2392676, 1e-4)]
    [InlineData(1, 0.35, 2, 1e-5, 26.2880374, 1e-6)]
    [InlineData(0.01, 0.35, 120, 1e-5, 22.6248601, 0.03)]
    [InlineData(1, 1, 5, 1e-6, 13.376, 5e-4)]
    [InlineData(0.0064, 1, 782, 1e-6, 1.616, 5e-4)]
    public void Rdp_Statements(double rate, double noise, long steps, double delta, double published, double digits)
    {
        Assert.Equal(published, RdpCurve.At(RdpOrders.Google).Plus(PrivacyEvent.NoisySteps(rate, noise, steps)).Epsilon(delta), digits);
        Assert.True(s_rdp.Epsilon([PrivacyEvent.NoisySteps(rate, noise, steps)], delta) <= published + digits);
    }

    [Theory]
    [InlineData(1, 0.7, 2, 1e-5, 10.1224946, 1e-6)]
    [InlineData(0.01, 0.7, 120, 1e-5, 2.4612381, 1e-6)]
    [InlineData(1, 0.35, 2, 1e-5, 24.7160779, 1e-6)]
    [InlineData(0.01, 0.35, 120, 1e-5, 18.6977407, 1e-6)]
    [InlineData(1, 1, 5, 1e-6, 12.595, 5e-4)]
    [InlineData(0.0064, 1, 782, 1e-6, 1.199, 5e-4)]
    public void Pld_Statements(double rate, double noise, long steps, double delta, double published, double digits) =>
        Assert.Equal(published, s_pld.Epsilon([PrivacyEvent.NoisySteps(rate, noise, steps)], delta), digits);

    [Fact]
    public void Opacus_AccountantsTest()
    {
        Assert.Equal(7.32911117143, RdpCurve.At(RdpOrders.Opacus).Plus(PrivacyEvent.NoisySteps(0.04, 1.5, 2250)).Epsilon(1e-5), 1e-8);

        // The PRV accountant adds its error of 0.01 to what it finds; the central limit is no bound, and lower.
        Assert.InRange(s_pld.Epsilon([PrivacyEvent.NoisySteps(0.04, 1.5, 2249)], 1e-5), 6.777395712150674 - 0.011, 6.777395712150674 - 0.009);
        Assert.True(s_pld.Epsilon([PrivacyEvent.NoisySteps(0.04, 1.5, 2249)], 1e-5) > 6.60);
    }

    // Opacus, rdp.py: two kinds of steps, whole orders 2 to 32.
    [Fact]
    public void Opacus_Docstring()
    {
        var curve = RdpCurve.At([.. Enumerable.Range(2, 31).Select(a => (double)a)])
            .Plus(PrivacyEvent.NoisySteps(1e-5, 1, 10)).Plus(PrivacyEvent.NoisySteps(1e-4, 3, 4));

        Assert.Equal(0.336, curve.Epsilon(1e-5), 5e-4);
    }

    [Theory]
    [InlineData("rdp", 2250, 1.416)]
    [InlineData("pld", 2250, 1.34765625)]
    [InlineData("rdp", 2000, 1.3562)]
    [InlineData("pld", 2000, 1.2915)]
    public void Opacus_Calibration(string accountant, long steps, double published) =>
        Assert.Equal(published, NoiseCalibration.NoiseMultiplier(AccountantCatalog.Find(accountant), new(8, 1e-5), 0.04, steps), 0.005);

    [Theory]
    [InlineData(1, 0.01, 1, 0.67379294682)]
    [InlineData(25, 0.001, 6, 3.20956502598)]
    public void Google_Calibration(long steps, double rate, double sensitivity, double published) =>
        Assert.Equal(published, sensitivity * NoiseCalibration.NoiseMultiplier(s_pld, new(1, 1e-5), rate, steps), 1e-5);

    [Fact]
    public void Google_Accountants()
    {
        Assert.Equal(0.15594, s_pld.Delta([PrivacyEvent.NoisySteps(0.2, 0.5, 3)], 1), 1e-5);
        Assert.Equal(0.126936, s_pld.Delta([PrivacyEvent.NoisySteps(1, Math.Sqrt(3), 3)], 1), 1e-6);
        Assert.Equal(0.38914, TradeOff.TruePositiveRate(s_pld, [PrivacyEvent.NoisySteps(1, Math.Sqrt(3), 3)], 0.1), 1e-5);
        Assert.Equal(1, s_rdp.Epsilon([new PrivacyEvent.Gaussian(4.530877117)], 1e-6), 1e-6);
        Assert.Equal(1.32783806176, Enumerable.Range(2, 31).Min(order => RenyiConversion.Epsilon(order, 1.1, 1e-5)), 1e-10);
    }

    // Google, pld test: the most true positives against one release with as much noise as sensitivity.
    [Theory]
    [InlineData(1e-3, 0.0183)]
    [InlineData(1e-4, 0.003274)]
    [InlineData(1e-5, 0.0005475)]
    [InlineData(1e-6, 8.7218e-05)]
    [InlineData(1e-7, 1.3385e-05)]
    [InlineData(1e-8, 1.99405e-06)]
    [InlineData(1e-9, 2.8993e-07)]
    [InlineData(1e-10, 4.1303e-08)]
    public void Google_TruePositiveRates(double falsePositives, double published) =>
        Assert.Equal(published, TradeOff.TruePositiveRate(s_pld, [new PrivacyEvent.Gaussian(1)], falsePositives), published * 5e-3);

    // Gboard's ρ = 0.81: RDP's orders give 8.92, the exact formula less.
    [Fact]
    public void Gboard()
    {
        var released = new PrivacyEvent.Gaussian(1 / Math.Sqrt(1.62));

        Assert.Equal(8.92, RdpCurve.At(RdpOrders.Opacus).Plus(released).Epsilon(1e-10), 5e-3);
        Assert.Equal(8.9222, AccountantCatalog.Find("zcdp").Epsilon([new PrivacyEvent.ZeroConcentrated(0.81)], 1e-10), 1e-4);
        Assert.Equal(8.5489170284, AccountantCatalog.Find("zcdp").Epsilon([released], 1e-10), 1e-10);
    }

    // DP-FTRL, one pass over 1600 steps: a record is in one leaf, and so in one node of each of the eleven levels up to 1024.
    [Theory]
    [InlineData(1.13, 19.74)]
    [InlineData(8.83, 2.04)]
    public void TreeAggregation(double noise, double limit) =>
        Assert.True(s_rdp.Epsilon([new PrivacyEvent.Repeated(new PrivacyEvent.Gaussian(noise), 11)], 1e-6) < limit);
}
