using FedGrains.Cli.Emulators;
using FedGrains.Core.Runs;
using FedGrains.EndToEnd.Tests.Processes;

namespace FedGrains.EndToEnd.Tests;

/// <summary>The only silo, which hosts the round and all else, dies at each durable step of one, with its state in a storage account, and starts again at its address. The gateway lives on.</summary>
[Collection(OneAtATime.Name)]
public sealed class SiloStepTests
{
    private const int Rounds = 12;
    private const string Silo = "one";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private static readonly string[] s_hospitals = ["northfield", "riverside", "lakeview"];

    private static readonly string[] s_steps =
    [
        "round:1:before", "round:2:after", "round:3:before", "run:1:after", "stage-write:1:before", "stage-commit:1:after", "model-version:1:before", "model-version:1:after", "area-delete:1:before",
    ];

    [Fact]
    public async Task EveryDurableStep_KillTheHostOfTheRound_SameModelAndNobodyTrainsTwice()
    {
        var folder = Directory.CreateTempSubdirectory("fedgrains-azurite-");

        try
        {
            await using var azurite = await AzuriteServer.Start(folder.FullName);
            await using var federation = await LoopbackFederation.StartApart(azurite.ConnectionString, [Silo], s_hospitals);
            await federation.StartRun("undisturbed", Runs.Quick(Rounds));
            var undisturbed = await federation.Finished("undisturbed", s_patience);
            var trained = s_hospitals.ToDictionary(h => h, h => federation.Trainings(h));

            await federation.StartRun("disturbed", Runs.Quick(Rounds));
            await federation.KillSilo(Silo);

            foreach (var crash in s_steps)
            {
                await federation.StartSilo(Silo, crash);
                await federation.SiloDied(Silo, crash);
            }

            await federation.StartSilo(Silo);
            var disturbed = await federation.Finished("disturbed", s_patience);

            Assert.Equal((RunPhase.Completed, undisturbed.Latest.Digest), (disturbed.Phase, disturbed.Latest.Digest));
            Assert.All(await federation.Rounds("disturbed"), r => Assert.Empty(r.Absences));
            Assert.All(s_hospitals, h => Assert.All(Enumerable.Range(1, Rounds), i => Assert.Equal(trained[h][i] + 1, federation.Trainings(h)[i])));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
