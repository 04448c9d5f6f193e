using System.Text.Json;

using FedGrains.Cli.CommandLine;

namespace FedGrains.Cli.Tests.Privacy;

/// <summary><c>privacy plan --unit site</c>: what noise on sums costs a site as a whole.</summary>
public sealed class SitePlanTests
{
    // ρ = 10 / (2 z²): Bun and Steinke's conversion says at most ρ + 2 √(ρ ln(1/δ)), and the best one is a little below.
    [Fact]
    public async Task Plan_OfSites_FindsTheNoiseAndSpendsIt()
    {
        var (code, output, error) = await Run("privacy plan --unit site --epsilon 4 --delta 1e-5 --rounds 10 --json");
        using var document = JsonDocument.Parse(output);
        var plan = document.RootElement;
        var noise = plan.GetProperty("noiseMultiplier").GetDouble();
        var rho = 10 / (2 * noise * noise);

        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.Equal(("site", "zcdp", true), (plan.GetProperty("unit").GetString(), plan.GetProperty("accountant").GetString(), plan.GetProperty("within").GetBoolean()));
        Assert.InRange(plan.GetProperty("epsilon").GetDouble(), 4 * (1 - 1e-6), 4);
        Assert.InRange(rho + (2 * Math.Sqrt(rho * Math.Log(1e5))), 4, 4.6);
        Assert.Equal(10, plan.GetProperty("rounds").GetArrayLength());
        Assert.Equal(4, plan.GetProperty("rounds")[9].GetProperty("epsilon").GetDouble(), 1e-5);
    }

    [Fact]
    public async Task Plan_OfSites_RunFile_IsPricedAsItIs()
    {
        var (code, output, error) = await Run($"privacy plan --unit site --run-file {Sample("heart-site-private-run.yaml")} --epsilon 3");

        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.Matches("^For a site as a whole, the sums of 10 rounds with the noise multiplier 2.000 cost ε = [0-9.]+ at δ = 0.0001 \\(accountant zcdp\\). A sum that is opened and lost costs another.\nThat is more than ε = 3, for which the noise multiplier must be at least [0-9.]+.\n", output);
    }

    [Theory]
    [InlineData("--epsilon 1 --delta 1e-5 --rounds 3 --sampling-rate 0.1", "--sampling-rate says nothing of noise on sums; leave it out with --unit site.")]
    [InlineData("--epsilon 1 --delta 1e-5 --rounds 3 --records 10", "--records says nothing of noise on sums; leave it out with --unit site.")]
    [InlineData("--epsilon 1 --delta 1e-5 --rounds 3 --steps-per-round 10", "--steps-per-round says nothing of noise on sums; leave it out with --unit site.")]
    [InlineData("--epsilon 1 --delta 1e-5", "Option '--rounds' is required.")]
    public async Task Plan_OfSitesWrongly_SaysTheRule(string options, string rule)
    {
        var (code, _, error) = await Run($"privacy plan --unit site {options}");

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(rule, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_OfSites_WithoutANoisedSum_CostsInfinity()
    {
        var (code, _, error) = await Run($"privacy plan --unit site --run-file {Sample("heart-run.yaml")}");

        Assert.Equal((ExitCode.Refused, "The run file has no site-level differential privacy, which costs a site infinity. Write secureAggregation.sitePrivacy.\n"), (code, error));
        Assert.StartsWith("--unit takes record or site, not 'hospital'.", (await Run("privacy plan --unit hospital --epsilon 1 --delta 1e-5 --rounds 3")).Error, StringComparison.Ordinal);
        Assert.Contains("no bound for sums with discrete noise", (await Run("privacy plan --unit site --epsilon 1 --delta 1e-5 --rounds 3 --accountant gaussian")).Error, StringComparison.Ordinal);
    }

    private static string Sample(string name) => Path.Combine(AppContext.BaseDirectory, name);

    private static async Task<(int Code, string Output, string Error)> Run(string command)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await FedGrainsCommand.Run(command.Split(' '), output, error, CancellationToken.None);

        return (code, output.ToString(), error.ToString());
    }
}
