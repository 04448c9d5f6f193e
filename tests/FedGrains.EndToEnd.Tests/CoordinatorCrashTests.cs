using FedGrains.Core.Runs;
using FedGrains.EndToEnd.Tests.Processes;

namespace FedGrains.EndToEnd.Tests;

/// <summary>The coordinator dies at every durable step of a round, before it and after it. The run finishes by itself with the undisturbed run's model.</summary>
[Collection(OneAtATime.Name)]
public sealed class CoordinatorCrashTests
{
    private const int Rounds = 40;

    private static readonly string[] Hospitals = ["northfield", "riverside", "lakeview"];

    private static readonly string[] Steps =
    [
        "round:1", "round:2", "round:3", "round:4", "round:5", "run:1", "model-version:1", "model-version:2",
        "upload-append:1", "upload-append:2", "upload-commit:1", "upload-commit:2", "stage-write:1", "stage-write:2", "stage-commit:1", "stage-commit:2", "area-delete:1", "area-delete:2",
    ];

    [Fact]
    public async Task EveryDurableStep_KillBeforeAndAfter_SameModelAndNobodyTrainsTwice()
    {
        await using var federation = await LoopbackFederation.Start(Hospitals);
        await federation.StartRun("undisturbed", Runs.Quick(Rounds));
        var undisturbed = await federation.Finished("undisturbed");
        var trained = Hospitals.ToDictionary(h => h, h => federation.Trainings(h));

        await federation.KillCoordinator();
        await federation.StartCoordinator();
        await federation.AllReady(Hospitals.Length);
        await federation.StartRun("disturbed", Runs.Quick(Rounds));
        await federation.KillCoordinator();

        foreach (var crash in Steps.SelectMany(s => new[] { $"{s}:before", $"{s}:after" }))
        {
            await federation.StartCoordinator(crash);
            await federation.CoordinatorDied(crash);
        }

        await federation.StartCoordinator();
        var disturbed = await federation.Finished("disturbed");

        Assert.Equal(RunPhase.Completed, disturbed.Phase);
        Assert.Equal(undisturbed.Latest.Digest, disturbed.Latest.Digest);
        Assert.Equal(undisturbed.Latest.ServerState, disturbed.Latest.ServerState);
        var rounds = await federation.Rounds("disturbed");
        Assert.Equal(Enumerable.Range(1, Rounds + 1), rounds.Select(r => r.Number));
        Assert.All(rounds, r => Assert.Empty(r.Absences));
        Assert.All(Hospitals, h => AssertTrainedOnceMore(trained[h], federation.Trainings(h)));
    }

    private static void AssertTrainedOnceMore(Dictionary<int, int> before, Dictionary<int, int> after) =>
        Assert.All(Enumerable.Range(1, Rounds), i => Assert.Equal(before[i] + 1, after[i]));
}
