using System.Security.Cryptography;

using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Grains.Tests.Grids;
using FedGrains.Grains.Tests.Sites;
using FedGrains.Privacy.Sealing;

namespace FedGrains.Grains.Tests.Rounds;

/// <summary>The key that a round's updates are sealed to.</summary>
public sealed class SealingTests(Grid grid) : IClassFixture<Grid>
{
    private static readonly RunConfiguration Configuration = Hospitals.Configuration with { Rounds = 1, Lease = TimeSpan.FromSeconds(2) };

    [Fact]
    public async Task Key_IsThereWhileTheRoundIsOpen_OfItsOwn_AndGoneAfterwards()
    {
        var hospitals = new Hospitals(grid, "sealing-rounds", "leeds", "york");
        await hospitals.Start(Configuration with { Rounds = 2 });

        var first = (await hospitals.Round(1).SealingKey())!;
        await hospitals.Submit(1, hospitals.Nodes);
        await hospitals.Opened(2);
        var second = (await hospitals.Round(2).SealingKey())!;
        await hospitals.Play();

        Assert.NotEqual(first.PublicKey, second.PublicKey);
        Assert.Null(await hospitals.Round(1).SealingKey());
        Assert.Null(await hospitals.Round(2).SealingKey());
    }

    [Fact]
    public async Task Key_OpensWithTheVaultAndIsNowhereInTheClear()
    {
        var hospitals = new Hospitals(grid, "sealing-secret", "leeds", "york");
        await hospitals.Start(Configuration);
        var stored = (await hospitals.Round(1).SealingKey())!;
        var keys = new RoundKeys(grid.Vault, RandomNumberGenerator.Create());
        var key = new RoundKey(stored.PublicKey, new(new(stored.VaultKey, stored.VaultVersion), stored.Wrapped));

        using var opened = await keys.Open(key, "sealing-secret", "first", 1);
        Assert.Equal(stored.PublicKey, opened.PublicKey.Bytes.ToArray());
        await Assert.ThrowsAsync<Privacy.Keys.KeyVaultException>(() => keys.Open(key, "sealing-secret", "first", 2));

        var secret = opened.PrivateKey.Span.ToArray();
        var files = Directory.EnumerateFiles(grid.Folder, "*", SearchOption.AllDirectories).ToArray();
        Assert.Contains(files, f => Contains(f, stored.PublicKey));
        Assert.DoesNotContain(files, f => Contains(f, secret));
        await hospitals.Play();
    }

    [Fact]
    public async Task Vault_Out_HoldsTheRoundUpAndLosesNothing()
    {
        var hospitals = new Hospitals(grid, "sealing-outage", "leeds", "york");
        await hospitals.Enrol();
        grid.Vault.IsOut = true;

        try
        {
            Assert.Empty((await hospitals.Federation.StartRun(hospitals.RunKey.Run, Configuration)).Faults);
            var round = await hospitals.Opened(1);
            await Eventually.Be("the round asks the vault again and again", () => Task.FromResult(grid.Vault.Refused > 2));

            Assert.Equal(RoundPhase.Collecting, round.Phase);
            Assert.Null(await hospitals.Round(1).SealingKey());
        }
        finally
        {
            grid.Vault.IsOut = false;
        }

        await Eventually.Be("the round has a key", async () => await hospitals.Round(1).SealingKey() is not null);
        Assert.Equal(RunPhase.Completed, (await hospitals.Play()).Phase);
    }

    [Fact]
    public async Task Silo_Crashed_TheKeyIsTheSame()
    {
        var hospitals = new Hospitals(grid, "sealing-crash", "leeds", "york");
        await hospitals.Start(Configuration);
        var before = (await hospitals.Round(1).SealingKey())!;

        await grid.Crash();

        Assert.Equal(before.PublicKey, (await hospitals.Round(1).SealingKey())!.PublicKey);
        Assert.Equal(RunPhase.Completed, (await hospitals.Play()).Phase);
    }

    private static bool Contains(string file, byte[] bytes)
    {
        var content = File.ReadAllBytes(file);

        return content.AsSpan().IndexOf(bytes) >= 0 || content.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes)).AsSpan()) >= 0;
    }
}
