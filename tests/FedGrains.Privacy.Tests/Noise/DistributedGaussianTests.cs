using System.Globalization;
using System.Text.Json;

using FedGrains.Privacy.Noise;
using FedGrains.Privacy.Updates;
using FedGrains.Testing;

namespace FedGrains.Privacy.Tests.Noise;

public sealed class DistributedGaussianTests
{
    private static readonly DistributedGaussianSettings s_settings = new(Clip: 1, Granularity: 1e-3, LocalDeviation: 0.5, FewestSurvivors: 10, LargestCohort: 10, Parameters: 65536);

    [Fact]
    public void RenyiDivergence_IsThePublishedAccounting()
    {
        Assert.SkipWhen(SharedData.Find("oracles/ddg.json") is null, SharedData.Absent);
        using var oracle = JsonDocument.Parse(File.ReadAllText(SharedData.Find("oracles/ddg.json")!));

        foreach (var row in oracle.RootElement.GetProperty("ddg_eps").EnumerateArray())
        {
            var n = row.GetProperty("n").GetInt32();
            var settings = new DistributedGaussianSettings(Double(row, "clip"), Double(row, "gamma"), Double(row, "local_stddev"), n, n, row.GetProperty("dim").GetInt32());
            var mechanism = new DistributedGaussian(settings, UpdateRing.Bits64);
            var (order, rounds, delta) = (row.GetProperty("order").GetDouble(), row.GetProperty("rounds").GetInt32(), Text(row, "delta"));

            // Canonne, Kamath and Steinke 2020, Proposition 12.
            var epsilon = (rounds * mechanism.RenyiDivergence(order)) + Math.Log(1 - (1 / order)) - (Math.Log(delta * order) / (order - 1));

            Assert.Equal(Text(row, "rounded_l2"), mechanism.RoundedNorm, 1e-12);
            Assert.Equal(Text(row, "tau"), mechanism.Tau, 1e-9);
            Assert.InRange(mechanism.NoiseMultiplier / Text(row, "sigma_over_sens"), 1 - 1e-11, 1 + 1e-9);
            Assert.InRange(epsilon / Text(row, "eps"), 1 - 1e-8, 1 + 1e-12);
        }
    }

    [Fact]
    public void NoiseMultiplier_IsThatOfTheFewestSurvivors()
    {
        var mechanism = new DistributedGaussian(s_settings with { LargestCohort = 40 }, UpdateRing.Bits32);

        Assert.Equal(Math.Sqrt(10) * 0.5 / mechanism.RoundedNorm, mechanism.NoiseMultiplier, 1e-9);
        Assert.True(new DistributedGaussian(s_settings with { FewestSurvivors = 5 }, UpdateRing.Bits32).Rho > mechanism.Rho);
    }

    [Fact]
    public void LocalDeviationFor_GivesTheMultiplier()
    {
        foreach (var multiplier in new[] { 0.3, 1, 4 })
        {
            var mechanism = new DistributedGaussian(s_settings with { LocalDeviation = DistributedGaussian.LocalDeviationFor(s_settings, multiplier) }, UpdateRing.Bits32);

            Assert.InRange(mechanism.NoiseMultiplier / multiplier, 1, 1 + 1e-6);
            Assert.Equal(1 / (2 * multiplier * multiplier), mechanism.Rho, 1e-4 / (multiplier * multiplier));
        }
    }

    // With little noise a step the sum is far from one Gaussian, and that is priced: never below the Gaussian's cost.
    [Fact]
    public void Rho_LittleNoiseAStep_CostsMore()
    {
        var coarse = new DistributedGaussian(s_settings with { Granularity = 1, LocalDeviation = 0.3, Parameters = 64 }, UpdateRing.Bits32);

        Assert.True(coarse.Tau > 0.1);
        Assert.True(coarse.Rho > 1.05 / (2 * coarse.NoiseMultiplier * coarse.NoiseMultiplier));
        Assert.True(coarse.RenyiDivergence(8) <= 8 * coarse.Rho);
    }

    [Fact]
    public void New_ImpossibleSettings_SaysHowToMendThem()
    {
        Assert.Contains("ring of 64 bits", Assert.Throws<ArgumentException>(() => new DistributedGaussian(s_settings with { Granularity = 1e-9, LocalDeviation = 0.05, Parameters = 64 }, UpdateRing.Bits32)).Message, StringComparison.Ordinal);
        Assert.Contains("granularity", Assert.Throws<ArgumentException>(() => new DistributedGaussian(s_settings with { Granularity = 1e-13, LocalDeviation = 1e-12 }, UpdateRing.Bits64)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DistributedGaussian(s_settings with { LocalDeviation = 0 }, UpdateRing.Bits32));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DistributedGaussian(s_settings with { Clip = double.NaN }, UpdateRing.Bits32));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DistributedGaussian(s_settings with { FewestSurvivors = 11 }, UpdateRing.Bits32));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DistributedGaussian(s_settings with { Beta = 1 }, UpdateRing.Bits32));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DistributedGaussian(s_settings, UpdateRing.Bits32).RenyiDivergence(1));
    }

    private static double Double(JsonElement row, string name) => row.GetProperty(name).GetDouble();

    private static double Text(JsonElement row, string name) => double.Parse(row.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
