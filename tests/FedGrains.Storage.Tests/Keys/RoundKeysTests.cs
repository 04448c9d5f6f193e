using System.Security.Cryptography;
using FedGrains.Privacy.Keys;
using FedGrains.Privacy.Sealing;
using FedGrains.Storage.Keys;

namespace FedGrains.Storage.Tests.Keys;

public sealed class RoundKeysTests : IDisposable
{
    private readonly DataFolder _folder = new();
    private readonly RandomNumberGenerator _randomness = RandomNumberGenerator.Create();

    public void Dispose()
    {
        _randomness.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Open_AfterARestartAndARotation_IsTheRoundsPair()
    {
        RoundKey key;

        using (var vault = await Open())
        {
            await vault.Rotate("cardio");
            key = await new RoundKeys(vault, _randomness).Create("cardio", "run-1", 7);
        }

        using var restarted = await Open();
        await restarted.Rotate("cardio");
        using var pair = await new RoundKeys(restarted, _randomness).Open(key, "cardio", "run-1", 7);

        Assert.Equal(key.PublicKey.ToArray(), pair.PublicKey.Bytes.ToArray());
        Assert.True(key.PrivateKey.Bytes.Span.IndexOf(pair.PrivateKey.Span) < 0);
    }

    [Fact]
    public async Task Open_AnotherRoundOrKey_IsRefused()
    {
        using var vault = await Open();
        await vault.Rotate("cardio");
        await vault.Rotate("stroke");
        var rounds = new RoundKeys(vault, _randomness);
        var key = await rounds.Create("cardio", "run-1", 7);
        var other = await rounds.Create("cardio", "run-1", 8);

        await Assert.ThrowsAsync<KeyVaultException>(() => rounds.Open(key, "cardio", "run-1", 8));
        await Assert.ThrowsAsync<KeyVaultException>(() => rounds.Open(key, "cardio", "run-2", 7));
        await Assert.ThrowsAsync<KeyVaultException>(() => rounds.Open(key, "stroke", "run-1", 7));
        await Assert.ThrowsAsync<KeyVaultException>(() => rounds.Open(key with { PublicKey = other.PublicKey }, "cardio", "run-1", 7));
        await Assert.ThrowsAsync<KeyVaultException>(() => rounds.Open(key with { PrivateKey = other.PrivateKey }, "cardio", "run-1", 7));
    }

    [Fact]
    public async Task Create_NoFederationKey_SaysSo()
    {
        using var vault = await Open();

        Assert.Contains("'cardio'", (await Assert.ThrowsAsync<KeyVaultException>(() => new RoundKeys(vault, _randomness).Create("cardio", "run-1", 1))).Message, StringComparison.Ordinal);
    }

    private Task<FileKeyVault> Open() => FileKeyVault.Open(_folder.In("keys"), new VaultProtection.KeyFile(_folder.In("master")), _randomness);
}
