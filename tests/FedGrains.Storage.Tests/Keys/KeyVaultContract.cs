using System.Security.Cryptography;
using CsCheck;
using FedGrains.Privacy.Keys;
using FedGrains.Privacy.Secrets;

namespace FedGrains.Storage.Tests.Keys;

/// <summary>What every key vault does. <see cref="Restarted"/> stands for a process that ended and came back on the same vault.</summary>
public abstract class KeyVaultContract
{
    private const string Key = "cardio";

    private static readonly byte[] s_context = "round 7"u8.ToArray();

    protected abstract Task<IKeyVault> Vault();

    protected abstract Task<IKeyVault> Restarted();

    [Fact]
    public async Task Rotate_CountsFromOne()
    {
        var vault = await Vault();

        Assert.Null(await vault.Latest(Key));
        Assert.Equal(new(Key, 1), await vault.Rotate(Key));
        Assert.Equal(new(Key, 2), await vault.Rotate(Key));
        Assert.Equal(new("stroke", 1), await vault.Rotate("stroke"));
        Assert.Equal(new KeyId(Key, 2), await vault.Latest(Key));
        Assert.Equal(new KeyId(Key, 2), await (await Restarted()).Latest(Key));
    }

    [Fact]
    public async Task Versions_AreAllThatWereMade()
    {
        var vault = await Vault();

        Assert.Empty(await vault.Versions(Key));
        await vault.Rotate(Key);
        await vault.Rotate(Key);
        await vault.Rotate("stroke");

        VaultKeyVersion[] expected = [new(new(Key, 1), true), new(new(Key, 2), true)];
        Assert.Equal(expected, await vault.Versions(Key));
        Assert.Equal(expected, await (await Restarted()).Versions(Key));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(4096)]
    public async Task Unwrap_IsWhatWasWrapped(int length)
    {
        var vault = await Vault();
        await vault.Rotate(Key);
        using var secret = Secret(length);

        var wrapped = await vault.Wrap(Key, secret, s_context);

        using var unwrapped = await vault.Unwrap(wrapped, s_context);
        using var later = await (await Restarted()).Unwrap(wrapped, s_context);
        Assert.True(secret.FixedTimeEquals(unwrapped));
        Assert.True(secret.FixedTimeEquals(later));
        Assert.Equal(new(Key, 1), wrapped.Key);
        Assert.True(length < 8 || wrapped.Bytes.Span.IndexOf(secret.Span) < 0);
    }

    [Fact]
    public async Task Wrap_Twice_IsNotTheSame()
    {
        var vault = await Vault();
        await vault.Rotate(Key);
        using var secret = Secret(32);

        Assert.NotEqual(await vault.Wrap(Key, secret, s_context), await vault.Wrap(Key, secret, s_context));
    }

    [Fact]
    public async Task Rotate_OldVersions_OnlyUnwrapAndVerify()
    {
        var vault = await Vault();
        await vault.Rotate(Key);
        using var secret = Secret(32);
        var (wrapped, signed) = (await vault.Wrap(Key, secret, s_context), await vault.Sign(Key, s_context));

        await vault.Rotate(Key);

        using var unwrapped = await vault.Unwrap(wrapped, s_context);
        Assert.True(secret.FixedTimeEquals(unwrapped));
        Assert.True(await vault.Verify(signed, s_context));
        Assert.Equal(2, (await vault.Wrap(Key, secret, s_context)).Key.Version);
        Assert.Equal(2, (await vault.Sign(Key, s_context)).Key.Version);
    }

    [Fact]
    public async Task Unwrap_AnythingElse_IsRefused()
    {
        var vault = await Vault();
        await vault.Rotate(Key);
        await vault.Rotate(Key);
        await vault.Rotate("stroke");
        using var secret = Secret(32);
        var wrapped = await vault.Wrap(Key, secret, s_context);

        await Refuses(vault, wrapped, "round 8"u8.ToArray());
        await Refuses(vault, wrapped, []);
        await Refuses(vault, wrapped with { Key = new(Key, 1) }, s_context);
        await Refuses(vault, wrapped with { Key = new(Key, 3) }, s_context);
        await Refuses(vault, wrapped with { Key = new("stroke", 1) }, s_context);
        await Refuses(vault, wrapped with { Key = new("none", 1) }, s_context);
        await Refuses(vault, wrapped with { Bytes = wrapped.Bytes[..^1] }, s_context);
        await Refuses(vault, wrapped with { Bytes = ReadOnlyMemory<byte>.Empty }, s_context);
    }

    [Fact]
    public async Task Unwrap_AnyBytes_UnwrapsOrSaysItDoesNot()
    {
        var vault = await Vault();
        await vault.Rotate(Key);
        using var secret = Secret(32);
        var wrapped = await vault.Wrap(Key, secret, s_context);
        var mutated = Gen.Select(Gen.Int[0, wrapped.Bytes.Length - 1], Gen.Byte[1, 255]).Select((at, change) =>
        {
            var bytes = wrapped.Bytes.ToArray();
            bytes[at] ^= change;
            return bytes;
        });

        await Gen.OneOf(Gen.Byte.Array[0, 200], mutated).SampleAsync(bytes => Refuses(vault, wrapped with { Bytes = bytes }, s_context), iter: 200, threads: 1);
    }

    [Fact]
    public async Task Verify_OnlyWhatWasSigned()
    {
        var vault = await Vault();
        await vault.Rotate(Key);
        await vault.Rotate("stroke");
        var signed = await vault.Sign(Key, s_context);

        Assert.Equal(64, signed.Bytes.Length);
        Assert.True(await vault.Verify(signed, s_context));
        Assert.True(await (await Restarted()).Verify(signed, s_context));
        Assert.False(await vault.Verify(signed, "round 8"u8.ToArray()));
        Assert.False(await vault.Verify(signed with { Key = new("stroke", 1) }, s_context));
        Assert.False(await vault.Verify(signed with { Key = new(Key, 2) }, s_context));
        Assert.False(await vault.Verify(signed with { Key = new("none", 1) }, s_context));

        foreach (var bytes in new[] { [], new byte[64], [.. signed.Bytes.ToArray(), 0], signed.Bytes[..63].ToArray() })
            Assert.False(await vault.Verify(signed with { Bytes = bytes }, s_context));
    }

    [Fact]
    public async Task PublicKey_VerifiesWithoutTheVault()
    {
        var vault = await Vault();
        await vault.Rotate(Key);
        var signed = await vault.Sign(Key, s_context);
        using var verifier = ECDsa.Create();

        verifier.ImportSubjectPublicKeyInfo((await vault.PublicKey(signed.Key)).Span, out _);

        Assert.True(verifier.VerifyData(s_context, signed.Bytes.Span, HashAlgorithmName.SHA256));
        Assert.Equal(256, verifier.KeySize);
        await Assert.ThrowsAsync<KeyVaultException>(() => vault.PublicKey(new(Key, 2)));
    }

    [Fact]
    public async Task AnyUse_NoSuchKey_IsASentenceThatNamesIt()
    {
        var vault = await Vault();
        using var secret = Secret(32);

        Assert.Contains("'cardio'", (await Assert.ThrowsAsync<KeyVaultException>(() => vault.Wrap(Key, secret, s_context))).Message, StringComparison.Ordinal);
        Assert.Contains("'cardio'", (await Assert.ThrowsAsync<KeyVaultException>(() => vault.Sign(Key, s_context))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../cardio")]
    [InlineData("Cardio")]
    [InlineData("cardio/v1")]
    public async Task AnyUse_NotAName_Throws(string name)
    {
        var vault = await Vault();
        using var secret = Secret(32);

        await Assert.ThrowsAsync<ArgumentException>(() => vault.Rotate(name));
        await Assert.ThrowsAsync<ArgumentException>(() => vault.Latest(name));
        await Assert.ThrowsAsync<ArgumentException>(() => vault.Versions(name));
        await Assert.ThrowsAsync<ArgumentException>(() => vault.Wrap(name, secret, s_context));
        await Assert.ThrowsAsync<ArgumentException>(() => vault.Sign(name, s_context));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4097)]
    public async Task Wrap_WrongLength_Throws(int length)
    {
        var vault = await Vault();
        await vault.Rotate(Key);
        using var secret = Secret(length);

        await Assert.ThrowsAsync<ArgumentException>(() => vault.Wrap(Key, secret, s_context));
    }

    [Fact]
    public async Task Rotate_WhileInUse_LosesNoVersion()
    {
        var vault = await Vault();
        await vault.Rotate(Key);
        using var secret = Secret(32);

        var wrapped = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () =>
        {
            if (i % 4 == 0) await vault.Rotate(Key);
            return await vault.Wrap(Key, secret, s_context);
        })));

        Assert.Equal(new KeyId(Key, 6), await vault.Latest(Key));

        foreach (var one in wrapped)
        {
            using var unwrapped = await vault.Unwrap(one, s_context);
            Assert.True(secret.FixedTimeEquals(unwrapped));
        }
    }

    [Fact]
    public async Task AnyUse_Cancelled_Stops()
    {
        var vault = await Vault();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => vault.Rotate(Key, new CancellationToken(canceled: true)));
        Assert.Null(await vault.Latest(Key));
    }

    protected static SecretBytes Secret(int length) => SecretBytes.CopyOf(Enumerable.Range(0, length).Select(i => (byte)(i * 7)).ToArray());

    private static Task<KeyVaultException> Refuses(IKeyVault vault, WrappedKey wrapped, byte[] context) => Assert.ThrowsAsync<KeyVaultException>(() => vault.Unwrap(wrapped, context));
}
