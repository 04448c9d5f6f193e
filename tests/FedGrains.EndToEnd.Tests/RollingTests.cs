using FedGrains.Cli.Emulators;
using FedGrains.Core.Runs;
using FedGrains.EndToEnd.Tests.Processes;

namespace FedGrains.EndToEnd.Tests;

/// <summary>Every process of a coordinator is replaced during a run: silos one after the other, the one that is a gateway too, and a gateway apart, which is killed while sites are at it.</summary>
[Collection(OneAtATime.Name)]
public sealed class RollingTests
{
    private const int Rounds = 10;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private static readonly string[] s_hospitals = ["northfield", "riverside", "lakeview"];

    [Fact]
    public async Task Everything_Replaced_SameModelAndNobodyTrainsTwice()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGTERM.");
        var folder = Directory.CreateTempSubdirectory("fedgrains-azurite-");

        try
        {
            await using var azurite = await AzuriteServer.Start(folder.FullName);
            await using var federation = await LoopbackFederation.StartShared(azurite.ConnectionString, ["two", "three"], s_hospitals);
            // The sites' certificate authority is the other gateway's too.
            var edge = await federation.StartGateway("edge");
            await federation.KillSite("northfield");
            federation.Redirect("northfield", edge);
            federation.StartSite("northfield");
            await federation.AllReady(s_hospitals.Length);
            await federation.StartRun("undisturbed", Runs.Quick(Rounds));
            var undisturbed = await federation.Finished("undisturbed", s_patience);
            var trained = s_hospitals.ToDictionary(h => h, h => federation.Trainings(h));

            await federation.StartRun("disturbed", Runs.Quick(Rounds));
            await Made(federation, 1);
            await federation.StopSilo("two");
            await federation.StartSilo("two");
            await Made(federation, 3);
            await federation.StopSilo("three");
            await federation.StartSilo("three");
            await Made(federation, 5);
            await federation.KillSilo("edge");
            await federation.StartGateway("edge");
            await Made(federation, 7);
            await federation.StopCoordinator();
            await federation.StartCoordinator();
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

    private static Task<Run> Made(LoopbackFederation federation, int version) => federation.Run("disturbed", r => r.Ended || r.Latest.Version >= version, s_patience);
}
