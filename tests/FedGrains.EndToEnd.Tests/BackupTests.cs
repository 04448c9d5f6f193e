using FedGrains.Core.Runs;
using FedGrains.EndToEnd.Tests.Processes;

namespace FedGrains.EndToEnd.Tests;

/// <summary>A coordinator is lost with everything it had in the middle of a run, and restored.</summary>
[Collection(OneAtATime.Name)]
public sealed class BackupTests
{
    private const int Rounds = 6;

    private static readonly string[] s_hospitals = ["northfield", "riverside", "lakeview"];

    [Fact]
    public async Task CoordinatorDestroyed_RestoredFromABackup_FinishesTheRunWithTheSameModel()
    {
        await using var federation = await LoopbackFederation.Start(s_hospitals);
        await federation.StartRun("undisturbed", Runs.Quick(Rounds));
        var undisturbed = await federation.Finished("undisturbed");
        await federation.StartRun("disturbed", Runs.Quick(Rounds));
        await federation.Run("disturbed", r => r.Ended || r.Latest.Version >= 2);
        await federation.KillCoordinator();
        var apart = Directory.CreateTempSubdirectory("fedgrains-backup-");

        try
        {
            var (archive, key) = (Path.Combine(apart.FullName, "coordinator.tgz"), Path.Combine(apart.FullName, "vault.key"));
            await CommandLine.Run("coordinator", "backup", "--coordinator", federation.CoordinatorData, "--out", archive, "--key-out", key);
            Directory.Delete(federation.CoordinatorData, recursive: true);
            await CommandLine.Run("coordinator", "restore", "--from", archive, "--key-file", key, "--data", federation.CoordinatorData);
        }
        finally
        {
            apart.Delete(recursive: true);
        }

        await federation.StartCoordinator();
        var disturbed = await federation.Finished("disturbed");

        Assert.Equal(RunPhase.Completed, disturbed.Phase);
        Assert.Equal(undisturbed.Latest.Digest, disturbed.Latest.Digest);
        Assert.All(await federation.Rounds("disturbed"), r => Assert.Empty(r.Absences));
    }
}
