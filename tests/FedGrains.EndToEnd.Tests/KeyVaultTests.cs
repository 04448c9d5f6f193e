using FedGrains.Azure.Tests.Vault;
using FedGrains.Cli.Emulators;
using FedGrains.Core.Runs;
using FedGrains.EndToEnd.Tests.Processes;

namespace FedGrains.EndToEnd.Tests;

/// <summary>Silos whose keys are in Key Vault, with a managed identity, as processes: the vault goes away during a run.</summary>
[Collection(OneAtATime.Name)]
public sealed class KeyVaultTests
{
    private static readonly string[] Hospitals = ["northfield", "riverside", "lakeview"];

    [Fact]
    public async Task VaultGone_RoundsWaitForIt_AndTheModelIsTheUndisturbedRuns()
    {
        var folder = Directory.CreateTempSubdirectory("fedgrains-azurite-");

        try
        {
            await using var azurite = await AzuriteServer.Start(folder.FullName);
            await using var vault = await KeyVaultServer.Start();
            await using var federation = await LoopbackFederation.StartShared(azurite.ConnectionString, ["two"], Hospitals, vault);
            await federation.StartRun("undisturbed", Runs.Quick(4));
            var undisturbed = await federation.Finished("undisturbed");

            await federation.StartRun("disturbed", Runs.Quick(4));
            await federation.Run("disturbed", r => r.Ended || r.Latest.Version >= 1);
            vault.IsOut = true;
            // Longer than a caller's own tries last: somebody was refused, and comes back.
            await Eventually.Holds(() => Task.FromResult(vault.Cut >= 8), TimeSpan.FromMinutes(2), "the vault is asked in vain");
            var waiting = await federation.Run("disturbed", _ => true);
            vault.IsOut = false;
            var disturbed = await federation.Finished("disturbed", TimeSpan.FromMinutes(3));

            Assert.False(waiting.Ended);
            Assert.Equal(RunPhase.Completed, disturbed.Phase);
            Assert.Equal(undisturbed.Latest.Digest, disturbed.Latest.Digest);
            Assert.All(await federation.Rounds("disturbed"), r => Assert.Empty(r.Absences));
            Assert.Equal(1, vault.Count("hospitals-wrap"));
            Assert.Equal(1, vault.Count("fedgrains-storage-wrap"));
            Assert.False(Directory.Exists(Path.Combine(federation.CoordinatorData, "keys")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
