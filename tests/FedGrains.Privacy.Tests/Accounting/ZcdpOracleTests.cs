using FedGrains.Privacy.Accounting;

namespace FedGrains.Privacy.Tests.Accounting;

public sealed class ZcdpOracleTests
{
    private static readonly ZcdpAccountant s_accountant = new();

    [Fact]
    public void Epsilon_GaussianNoise_IsExact() => Assert.All(DpOracle.Rows("zcdp"), row =>
    {
        var noise = 1 / Math.Sqrt(2 * row.Number("rho"));

        Assert.Equal(row.Number("eps_exact_if_gaussian"), s_accountant.Epsilon([new PrivacyEvent.Gaussian(noise)], row.Number("delta")), 1e-12);
    });

    // The exact formula is no bound for a mechanism of which only ρ is known; the textbook's conversion is, and is not the best.
    [Fact]
    public void Epsilon_OnlyRhoKnown_IsBetweenTheExactAndTheSimple() => Assert.All(DpOracle.Rows("zcdp"), row =>
    {
        var epsilon = s_accountant.Epsilon([new PrivacyEvent.ZeroConcentrated(row.Number("rho"))], row.Number("delta"));

        Assert.InRange(epsilon, row.Number("eps_exact_if_gaussian") * 1.001, row.Number("eps_simple") * 0.999);
    });

    [Fact]
    public void Epsilon_Rho_AddsUp()
    {
        var parts = s_accountant.Epsilon([new PrivacyEvent.ZeroConcentrated(0.1), new PrivacyEvent.Repeated(new PrivacyEvent.Gaussian(Math.Sqrt(5)), 3)], 1e-6);

        Assert.Equal(s_accountant.Epsilon([new PrivacyEvent.ZeroConcentrated(0.4)], 1e-6), parts, 1e-12);
    }

    // An ε-DP mechanism is ε²/2-zCDP, which is worth less than ε itself here and still a bound.
    [Fact]
    public void Epsilon_Laplace_IsPricedByItsRho() =>
        Assert.Equal(s_accountant.Epsilon([new PrivacyEvent.ZeroConcentrated(0.005)], 1e-6), s_accountant.Epsilon([new PrivacyEvent.Laplace(10)], 1e-6), 1e-12);

    [Fact]
    public void Epsilon_Sampled_IsInfinite() => Assert.Equal(double.PositiveInfinity, s_accountant.Epsilon([PrivacyEvent.NoisySteps(0.1, 1, 1)], 1e-6));
}
