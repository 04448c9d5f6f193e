using FedGrains.Cli.Emulators;
using FedGrains.Core.Runs;
using FedGrains.EndToEnd.Tests.Processes;

namespace FedGrains.EndToEnd.Tests;

/// <summary>Silos that share a storage account die, come and go during a run, and the account goes away for a while. The run finishes by itself with the undisturbed run's model.</summary>
[Collection(OneAtATime.Name)]
public sealed class SiloCrashTests
{
    private const int Rounds = 12;

    // A silo is given up after half a minute or so, and a storage that is away is tried for as long.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan s_outage = TimeSpan.FromSeconds(30);

    private static readonly string[] Hospitals = ["northfield", "riverside", "lakeview"];

    [Fact]
    public async Task Silos_KilledAndReplaced_AndStorageGone_SameModelAndNobodyTrainsTwice()
    {
        var folder = Directory.CreateTempSubdirectory("fedgrains-azurite-");

        try
        {
            await using var azurite = await AzuriteServer.Start(folder.FullName);
            await using var federation = await LoopbackFederation.StartShared(azurite.ConnectionString, ["two", "three"], Hospitals);
            await federation.StartRun("undisturbed", Runs.Quick(Rounds));
            var undisturbed = await federation.Finished("undisturbed");
            var trained = Hospitals.ToDictionary(h => h, h => federation.Trainings(h));

            await federation.StartRun("disturbed", Runs.Quick(Rounds));
            await Made(federation, 2);
            await federation.KillSilo("two");
            await Made(federation, 4);
            await federation.StartSilo("four");
            await federation.KillSilo("three");
            await Made(federation, 6);
            await azurite.Stop();
            await Task.Delay(s_outage, CancellationToken.None);
            await azurite.Start(CancellationToken.None);
            await Made(federation, 8);
            await federation.KillSilo("four");
            var disturbed = await federation.Finished("disturbed", s_patience);

            Assert.Equal(RunPhase.Completed, disturbed.Phase);
            Assert.Equal(undisturbed.Latest.Digest, disturbed.Latest.Digest);
            Assert.All(await federation.Rounds("disturbed"), r => Assert.Empty(r.Absences));
            Assert.All(Hospitals, h => Assert.All(Enumerable.Range(1, Rounds), i => Assert.Equal(trained[h][i] + 1, federation.Trainings(h)[i])));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task<Run> Made(LoopbackFederation federation, int version) => federation.Run("disturbed", r => r.Ended || r.Latest.Version >= version, s_patience);
}
