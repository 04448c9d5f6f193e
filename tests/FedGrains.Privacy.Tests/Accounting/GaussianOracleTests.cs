using FedGrains.Privacy.Accounting;

namespace FedGrains.Privacy.Tests.Accounting;

public sealed class GaussianOracleTests
{
    private static readonly GaussianAccountant s_accountant = new();

    [Fact]
    public void Epsilon_EveryRow_AgreesToRounding() => Assert.All(DpOracle.Rows("analytic_gaussian_eps"), row =>
        Assert.Equal(row.Number("eps"), s_accountant.Epsilon([new PrivacyEvent.Gaussian(row.Number("sigma"))], row.Number("delta")), row.Number("eps") * 1e-13));

    [Fact]
    public void Delta_EveryRow_AgreesToRounding() => Assert.All(DpOracle.Rows("analytic_gaussian_delta"), row =>
        Assert.Equal(row.Number("delta"), s_accountant.Delta([new PrivacyEvent.Gaussian(row.Number("sigma"))], row.Number("eps")), row.Number("delta") * 1e-13));

    [Fact]
    public void Epsilon_SeveralReleases_AreOneWithLessNoise()
    {
        var several = s_accountant.Epsilon([new PrivacyEvent.Repeated(new PrivacyEvent.Gaussian(5), 10), new PrivacyEvent.Gaussian(3)], 1e-6);
        var one = s_accountant.Epsilon([new PrivacyEvent.Gaussian(1 / Math.Sqrt((10.0 / 25) + (1.0 / 9)))], 1e-6);

        Assert.Equal(one, several, 1e-13);
    }

    [Theory]
    [InlineData(1e-3, 1e-300)]
    [InlineData(30, 1e-10)]
    [InlineData(1e3, 0.4)]
    [InlineData(1e-4, 0.999)]
    [InlineData(1e5, 1e-12)]
    public void Epsilon_FarOut_MeetsDelta(double noise, double delta)
    {
        PrivacyEvent[] released = [new PrivacyEvent.Gaussian(noise)];
        var epsilon = s_accountant.Epsilon(released, delta);

        Assert.True(double.IsFinite(epsilon));
        Assert.True(s_accountant.Delta(released, epsilon) <= delta * (1 + 1e-9));
        Assert.True(epsilon == 0 || s_accountant.Delta(released, epsilon * (1 - 1e-9)) > delta * (1 - 1e-9));
    }
}
