using System.Text.Json;

using FedGrains.Core.Runs;
using FedGrains.EndToEnd.Tests.Processes;
using FedGrains.Privacy.Accounting;

namespace FedGrains.EndToEnd.Tests;

/// <summary>
/// Site-level differential privacy over real processes: the coordinator and a site die in the middle of noised rounds. Noise is secret, so no second run could make the same
/// model; each version follows from what its sites signed, the next round's norm from their votes, and the promise counts every sum once.
/// </summary>
[Collection(OneAtATime.Name)]
public sealed class NoisedCrashTests
{
    private const int Rounds = 12;
    private const double Noise = 1.5;
    private const string Victim = "riverside";

    private static readonly string[] Hospitals = ["northfield", Victim, "lakeview"];

    private static readonly string[] Coordinator = ["round:4:before", "round:4:after", "put:2:after"];

    // Before and after its noised update is stored, and around the states that promise it.
    private static readonly string[] Site = ["put:1:before", "put:1:after", "masking:5:before", "masking:6:after"];

    [Fact]
    public async Task Killed_InNoisedRounds_EveryVersionVerifiesAndEverySumIsPaidForOnce()
    {
        await using var federation = await LoopbackFederation.Start(Hospitals);
        await federation.AgreeOnRoster();
        await federation.StartRun("noised", Runs.Noised(Rounds, Noise));
        await federation.KillCoordinator();

        foreach (var crash in Coordinator)
        {
            await federation.StartCoordinator(crash);
            await federation.CoordinatorDied(crash);
        }

        await federation.KillSite(Victim);
        await federation.StartCoordinator();

        foreach (var crash in Site)
        {
            federation.StartSite(Victim, crash);
            await federation.SiteDied(Victim, crash);
        }

        federation.StartSite(Victim);
        var run = await federation.Finished("noised");
        Assert.Equal((RunPhase.Completed, Rounds, Rounds + 1), (run.Phase, run.Latest.Version, run.RoundsEnded));

        await ExpectVerified(federation);
        await ExpectPromised(federation);
    }

    private static async Task ExpectVerified(LoopbackFederation federation)
    {
        var norm = 0.2;

        foreach (var round in (await federation.Rounds("noised")).Where(r => r.Model is not null))
        {
            using var verdict = JsonDocument.Parse(await federation.AtCoordinator("round", "verify", "--run", "noised", "--round", $"{round.Number}"));
            Assert.Equal(("verified", round.Model!.Digest.Value), (verdict.RootElement.GetProperty("outcome").GetString(), verdict.RootElement.GetProperty("model").GetString()));
            Assert.All(round.Contributors, c => Assert.Null(c.TrainingLoss));

            // At most by e^(±0.2 · 0.5), the farthest that votes can move it.
            Assert.InRange(round.NextClippingNorm!.Value / norm, Math.Exp(-0.1) * 0.999, Math.Exp(0.1) * 1.001);
            norm = round.NextClippingNorm.Value;
        }

        Assert.NotEqual(0.2, norm);
    }

    private static async Task ExpectPromised(LoopbackFederation federation)
    {
        var promise = (await federation.Version("noised", Rounds))!.Privacy!.Sites!;
        var rho = Rounds / (2 * Noise * Noise);
        var price = AccountantCatalog.Find(AccountantNames.Zcdp).Epsilon([new PrivacyEvent.ZeroConcentrated(rho)], 1e-4);

        Assert.Equal((Rounds, 1e-4, "zcdp"), (promise.Sums, promise.Delta, promise.Accountant));
        Assert.Equal(rho, promise.Rho, 1e-6);
        Assert.Equal(price, promise.Epsilon, 1e-5);
    }
}
