using System.Text.Json;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Runs;
using FedGrains.EndToEnd.Tests.Processes;

namespace FedGrains.EndToEnd.Tests;

/// <summary>Coordinator and sites die around what they write down while updates are masked. The run finishes by itself with the undisturbed run's model, every version of it of a masked sum.</summary>
[Collection(OneAtATime.Name)]
public sealed class MaskedCrashTests
{
    private const int Rounds = 40;
    private const string Victim = "riverside";

    private static readonly string[] Hospitals = ["northfield", Victim, "lakeview"];

    // Setups and rounds of the coordinator; what it keeps of them.
    private static readonly string[] Coordinator = ["masking:1", "masking:2", "masking:5", "round:2", "round:4", "round:6", "put:1", "put:2", "stage-commit:1"];

    // The site's state in the protocol: invited, keys made, shares dealt and held, a round begun, its input promised, signed, shares released.
    private static readonly string[] Site = ["masking:1", "masking:2", "masking:3", "masking:4", "masking:6", "put:1", "job:1"];

    [Fact]
    public async Task EveryDurableStep_KillBeforeAndAfter_SameModelOfMaskedSums()
    {
        // Setups of three rounds, so that there is always one under way.
        var configuration = Runs.Quick(Rounds) with { SecureAggregation = new(BatchRounds: 3, KeepMaskedRounds: -1) };
        var undisturbed = await Undisturbed(configuration);

        await using var federation = await LoopbackFederation.Start(Hospitals);
        await federation.AgreeOnRoster();
        await federation.StartRun("disturbed", configuration);
        await federation.KillCoordinator();

        foreach (var crash in Both(Coordinator))
        {
            await federation.StartCoordinator(crash);
            await federation.CoordinatorDied(crash);
        }

        await federation.KillSite(Victim);
        await federation.StartCoordinator();

        foreach (var crash in Both(Site))
        {
            federation.StartSite(Victim, crash);
            await federation.SiteDied(Victim, crash);
        }

        federation.StartSite(Victim);
        var disturbed = await federation.Finished("disturbed");

        Assert.Equal(RunPhase.Completed, disturbed.Phase);
        Assert.Equal(undisturbed, disturbed.Latest.Digest);
        Assert.All((await federation.Rounds("disturbed")).Where(r => r.Model is not null), r => Assert.Equal(Hospitals.Length, r.Secure?.Survivors.Length));
        await Verify(federation);
    }

    // With the coordinator's records, and then without a coordinator.
    private static async Task Verify(LoopbackFederation federation)
    {
        // The first version: what the strategy remembers of later ones is not kept.
        var round = (await federation.Rounds("disturbed")).Single(r => r is { Base: 0, Model: not null });
        var folder = Path.Combine(federation.CoordinatorData, "exported");
        var online = await federation.AtCoordinator("round", "verify", "--run", "disturbed", "--round", $"{round.Number}", "--export", folder);
        var offline = await CommandLine.Run(["round", "verify", "--transcript", folder, "--roster-digest", round.Secure!.Roster.Value, "--json"]);

        Assert.All([online, offline], verdict => Assert.Equal(
            ("verified", round.Model!.Digest.Value),
            (JsonDocument.Parse(verdict).RootElement.GetProperty("outcome").GetString(), JsonDocument.Parse(verdict).RootElement.GetProperty("model").GetString())));
    }

    // In a federation of its own: sites open no second sum of the same model and configuration.
    private static async Task<Digest> Undisturbed(RunConfiguration configuration)
    {
        await using var federation = await LoopbackFederation.Start(Hospitals);
        await federation.AgreeOnRoster();
        await federation.StartRun("undisturbed", configuration);
        var run = await federation.Finished("undisturbed");
        Assert.Equal(RunPhase.Completed, run.Phase);

        return run.Latest.Digest;
    }

    private static IEnumerable<string> Both(string[] steps) => steps.SelectMany(s => new[] { $"{s}:before", $"{s}:after" });
}
