using CsCheck;

using FedGrains.Privacy.Accounting;
using FedGrains.Privacy.Accounting.Calibration;

namespace FedGrains.Privacy.Tests.Accounting;

public sealed class NoiseCalibrationTests
{
    private static readonly IAccountant s_pld = AccountantCatalog.Default;

    [Theory]
    [InlineData("pld")]
    [InlineData("rdp")]
    public void NoiseMultiplier_Sampled_IsEnoughAndNoMore(string name)
    {
        var accountant = AccountantCatalog.Find(name);

        Gen.Select(Gen.Double[0.1, 10], Gen.Double[0.001, 1], Gen.Int[1, 1000]).Sample(
            (epsilon, rate, steps) =>
            {
                var noise = NoiseCalibration.NoiseMultiplier(accountant, new(epsilon, 1e-5), rate, steps);

                Assert.True(accountant.Epsilon([PrivacyEvent.NoisySteps(rate, noise, steps)], 1e-5) <= epsilon);
                Assert.True(accountant.Epsilon([PrivacyEvent.NoisySteps(rate, noise * (1 - 1e-6), steps)], 1e-5) > epsilon * (1 - 1e-9));
            },
            iter: 10);
    }

    [Fact]
    public void NoiseMultiplier_WithoutSampling_InvertsTheExactFormula()
    {
        foreach (var name in (string[])["gaussian", "zcdp", "pld"])
            Assert.Equal(2, NoiseCalibration.NoiseMultiplier(AccountantCatalog.Find(name), new(1.993091404415119631149462, 1e-5), 1, 1), 1e-8);
    }

    [Fact]
    public void NoiseMultiplier_AnyRelease_CountsAllOfIt()
    {
        var clip = new AdaptiveClip(1, 20, 100);
        var noise = NoiseCalibration.NoiseMultiplier(s_pld, new(2, 1e-5), z => new PrivacyEvent.Repeated(clip.Released(z), 10));

        Assert.Equal(NoiseCalibration.NoiseMultiplier(s_pld, new(2, 1e-5), 1, 10), noise, 1e-7);
    }

    [Fact]
    public void NoiseMultiplier_VeryLargeBudget_IsTheLeast() =>
        Assert.Equal(NoiseCalibration.LeastNoise, NoiseCalibration.NoiseMultiplier(AccountantCatalog.Find("gaussian"), new(1e9, 1e-5), 1, 1), 1e-15);

    [Fact]
    public void NoiseMultiplier_AccountantWithoutABound_SaysWhoHasOne()
    {
        var fault = Assert.Throws<CalibrationException>(() => NoiseCalibration.NoiseMultiplier(AccountantCatalog.Find("gaussian"), new(1, 1e-5), 0.1, 10));

        Assert.Contains("'gaussian' has no bound", fault.Message, StringComparison.Ordinal);
        Assert.Contains("'pld'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NoiseMultiplier_BudgetTooSmall_SaysWhatTheMostGives()
    {
        var fault = Assert.Throws<CalibrationException>(() => NoiseCalibration.NoiseMultiplier(AccountantCatalog.Find("gaussian"), new(1e-9, 1e-12), 1, 1_000_000_000));

        Assert.StartsWith("Not even the noise multiplier 1E+06 gives ε = 1E-09 at δ = 1E-12", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_Sampled_AreTheMost() => Gen.Select(Gen.Double[0.5, 8], Gen.Double[0.001, 1], Gen.Double[1, 5]).Sample(
        (epsilon, rate, noise) =>
        {
            if (s_pld.Epsilon([PrivacyEvent.NoisySteps(rate, noise, 1)], 1e-5) > epsilon) return;

            var steps = NoiseCalibration.Steps(s_pld, new(epsilon, 1e-5), rate, noise);

            Assert.True(s_pld.Epsilon([PrivacyEvent.NoisySteps(rate, noise, steps)], 1e-5) <= epsilon);
            Assert.True(s_pld.Epsilon([PrivacyEvent.NoisySteps(rate, noise, steps + 1)], 1e-5) > epsilon);
        },
        iter: 10);

    [Fact]
    public void Steps_HardlyAnyCost_AreTheMostLookedAt() => Assert.Equal(NoiseCalibration.MostSteps, NoiseCalibration.Steps(AccountantCatalog.Find("gaussian"), new(1, 1e-5), 1, 1e6));

    [Fact]
    public void Steps_OneTooMany_SaysWhatItCosts() => Assert.StartsWith(
        "One step with the noise multiplier 0.5 and the sampling rate 1 costs ε = 9.99726 by the accountant 'pld', more than ε = 1 at δ = 1E-05.",
        Assert.Throws<CalibrationException>(() => NoiseCalibration.Steps(s_pld, new(1, 1e-5), 1, 0.5)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void OutOfRange_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PrivacyTarget(0, 1e-5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PrivacyTarget(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => NoiseCalibration.NoiseMultiplier(s_pld, new(1, 1e-5), 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => NoiseCalibration.NoiseMultiplier(s_pld, new(1, 1e-5), 0.5, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => NoiseCalibration.Steps(s_pld, new(1, 1e-5), 2, 1));
    }
}
