using System.Text.Json;

using FedGrains.Core.Runs;
using FedGrains.EndToEnd.Tests.Processes;
using FedGrains.Privacy.Accounting;

namespace FedGrains.EndToEnd.Tests;

/// <summary>Differential privacy from the run file to the ledger and the model's statement, over real processes.</summary>
[Collection(OneAtATime.Name)]
public sealed class PrivacyTests
{
    private const string Victim = "riverside";
    private const double Noise = 4;

    private static readonly string[] Hospitals = ["northfield", Victim];

    [Fact]
    public async Task Budget_IsSpentRoundByRound_AndWhatIsTooMuchIsRefused()
    {
        await using var federation = await LoopbackFederation.Start("{ epsilon: 2, delta: 1e-4 }", Hospitals);
        await federation.StartRun("private", Runs.Private(rounds: 3, Noise));
        Assert.Equal(RunPhase.Completed, (await federation.Finished("private")).Phase);

        var price = Price(rounds: 3);
        var privacy = (await federation.Version("private", 3))!.Privacy!;
        Assert.Equal((1e-4, true, 2), (privacy.Delta, privacy.IsProtected, privacy.Nodes.Length));
        Assert.Equal(price, privacy.Epsilon, 1e-9);

        foreach (var site in Hospitals)
        {
            var ledger = await Ledger(federation, site);
            Assert.Equal(price, ledger.GetProperty("spent").GetProperty("pld").GetDouble(), 1e-9);
            Assert.Equal(2 - price, ledger.GetProperty("left").GetDouble(), 1e-9);
            Assert.Equal((3, 0), (ledger.GetProperty("releases").GetInt32(), ledger.GetProperty("unprotected").GetInt32()));
        }

        // A run that would cost more than what is left, and one that would cost infinity.
        await federation.StartRun("greedy", Runs.Private(rounds: 3, noise: 0.4));
        var greedy = await federation.Finished("greedy");
        await federation.StartRun("plain", Runs.Quick(1) with { AbandonedRoundLimit = 1 });
        var plain = await federation.Finished("plain");

        Assert.Equal((RunPhase.Failed, RunPhase.Failed), (greedy.Phase, plain.Phase));
        Assert.All((await federation.Rounds("greedy"))[0].Absences, a => Assert.StartsWith("privacy: ε = ", a.Reason, StringComparison.Ordinal));
        Assert.All((await federation.Rounds("plain"))[0].Absences, a => Assert.StartsWith("privacy: dataset 'heart-risk' has a privacy budget", a.Reason, StringComparison.Ordinal));
        Assert.Equal(3, (await Ledger(federation, Victim)).GetProperty("releases").GetInt32());
    }

    // Before the ledger is written nothing can have left; from then on it might have, so it counts. What was signed is not made again.
    [Fact]
    public async Task SiteDies_AroundTheLedger_NeverSpendsLessThanLeft()
    {
        (string Run, string Crash, int Releases)[] deaths = [("one", "ledger:1:before", 1), ("two", "ledger:1:after", 2), ("three", "job:1:before", 2), ("four", "job:1:after", 1)];
        await using var federation = await LoopbackFederation.Start(Hospitals);

        foreach (var (run, crash, _) in deaths)
        {
            await federation.KillSite(Victim);
            await federation.StartRun(run, Runs.Private(rounds: 1, Noise));
            federation.StartSite(Victim, crash);
            await federation.SiteDied(Victim, crash);

            federation.StartSite(Victim);
            Assert.Equal(RunPhase.Completed, (await federation.Finished(run)).Phase);
        }

        Assert.Equal(deaths.Select(d => (d.Run, d.Releases)), Releases(await Ledger(federation, Victim)));
        Assert.Equal(deaths.Select(d => (d.Run, 1)), Releases(await Ledger(federation, "northfield")));
    }

    private static IEnumerable<(string Run, int Releases)> Releases(JsonElement ledger) =>
        ledger.GetProperty("entries").EnumerateArray().Select(e => (e.GetProperty("run").GetString()!, e.GetProperty("releases").GetInt32()));

    private static async Task<JsonElement> Ledger(LoopbackFederation federation, string site) =>
        JsonDocument.Parse(await federation.AtSite(site, "privacy", "ledger", "--dataset", "heart-risk")).RootElement[0];

    private static double Price(int rounds) => AccountantCatalog.Default.Epsilon([PrivacyEvent.NoisySteps(0.1, Noise, rounds * 10L)], 1e-4);
}
