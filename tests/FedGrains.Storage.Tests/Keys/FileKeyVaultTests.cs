using System.Security.Cryptography;
using System.Text;
using CsCheck;
using FedGrains.Privacy.Keys;
using FedGrains.Privacy.Secrets;
using FedGrains.Storage.Keys;

namespace FedGrains.Storage.Tests.Keys;

public sealed class FileKeyVaultTests : KeyVaultContract, IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly DataFolder _folder = new();
    private readonly RandomNumberGenerator _randomness = RandomNumberGenerator.Create();
    private readonly List<FileKeyVault> _open = [];

    private string Folder => _folder.In("keys");

    private VaultProtection.KeyFile KeyFile => new(_folder.In("elsewhere/fedgrains.key"));

    public void Dispose()
    {
        foreach (var vault in _open) vault.Dispose();
        _randomness.Dispose();
        _folder.Dispose();
    }

    protected override async Task<IKeyVault> Vault() => await Open(KeyFile);

    protected override async Task<IKeyVault> Restarted() => await Open(KeyFile);

    [Fact]
    public async Task Open_WithThePassphrase_OpensAgain()
    {
        using var passphrase = Passphrase("correct horse");
        using var secret = Secret(32);
        var vault = await Open(new VaultProtection.Passphrase(passphrase));
        await vault.Rotate("cardio");
        var wrapped = await vault.Wrap("cardio", secret, "a"u8.ToArray());

        using var unwrapped = await (await Open(new VaultProtection.Passphrase(passphrase))).Unwrap(wrapped, "a"u8.ToArray());

        Assert.True(secret.FixedTimeEquals(unwrapped));
    }

    [Fact]
    public async Task Open_OtherProtection_IsRefusedAndChangesNothing()
    {
        using var passphrase = Passphrase("correct horse");
        using var wrong = Passphrase("correct hors");
        await (await Open(new VaultProtection.Passphrase(passphrase))).Rotate("cardio");
        var before = Contents();

        Assert.Contains("master.key", (await Assert.ThrowsAsync<StorageException>(() => Open(new VaultProtection.Passphrase(wrong)))).Message, StringComparison.Ordinal);
        Assert.Contains("fedgrains.key", (await Assert.ThrowsAsync<StorageException>(() => Open(KeyFile))).Message, StringComparison.Ordinal);

        Assert.Equal(before, Contents());
        Assert.Equal(new KeyId("cardio", 1), await (await Open(new VaultProtection.Passphrase(passphrase))).Latest("cardio"));
    }

    [Fact]
    public async Task Open_EmptyPassphrase_Throws()
    {
        using var empty = Passphrase("");

        await Assert.ThrowsAsync<ArgumentException>(() => Open(new VaultProtection.Passphrase(empty)));
    }

    [Fact]
    public async Task Protect_OnlyTheNewProtectionOpens()
    {
        using var passphrase = Passphrase("correct horse");
        using var secret = Secret(32);
        var vault = await Open(KeyFile);
        await vault.Rotate("cardio");
        var wrapped = await vault.Wrap("cardio", secret, "a"u8.ToArray());

        await vault.Protect(new VaultProtection.Passphrase(passphrase));

        await Assert.ThrowsAsync<StorageException>(() => Open(KeyFile));
        using var unwrapped = await (await Open(new VaultProtection.Passphrase(passphrase))).Unwrap(wrapped, "a"u8.ToArray());
        Assert.True(secret.FixedTimeEquals(unwrapped));
    }

    [Fact]
    public async Task Files_AreTheOwnersAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");

        await (await Open(KeyFile)).Rotate("cardio");

        foreach (var file in _folder.Files(".")) Assert.Equal(OwnerOnly, Mode(file));
        Assert.Equal(["cardio.keys", "fedgrains.key", "master.key", "vault.lock"], _folder.Files(".").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, Mode(Folder));
    }

    [Fact]
    public async Task Files_LeftOverByACrash_AreTheOwnersAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");

        var vault = await Open(KeyFile);
        var leftover = Path.Combine(Folder, "cardio.keys.tmp");
        await File.WriteAllTextAsync(leftover, "half a key");
        SetMode(leftover, OwnerOnly | UnixFileMode.OtherRead);

        await vault.Rotate("cardio");

        Assert.Equal(OwnerOnly, Mode(Path.Combine(Folder, "cardio.keys")));
        Assert.False(File.Exists(leftover));
    }

    [Fact]
    public async Task Open_KeyFileOthersCanRead_IsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");

        await Open(KeyFile);
        SetMode(KeyFile.Path, OwnerOnly | UnixFileMode.GroupRead);

        var refusal = await Assert.ThrowsAsync<StorageException>(() => Open(KeyFile));

        Assert.Contains(KeyFile.Path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("chmod 600", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_HoldNoKeyInTheClear()
    {
        var vault = await Open(KeyFile);
        await vault.Rotate("cardio");
        var sealedFile = await File.ReadAllBytesAsync(Path.Combine(Folder, "cardio.keys"));

        Assert.DoesNotContain("wrapping", Encoding.Latin1.GetString(sealedFile), StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString((await vault.PublicKey(new("cardio", 1))).Span[^32..]), Convert.ToHexString(sealedFile), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Use_DamagedFile_IsASentenceThatNamesIt()
    {
        var vault = await Open(KeyFile);
        await vault.Rotate("cardio");
        var path = Path.Combine(Folder, "cardio.keys");
        var whole = await File.ReadAllBytesAsync(path);
        var damaged = Gen.OneOf(
            Gen.Byte.Array[0, 300],
            Gen.Int[0, whole.Length - 1].Select(length => whole[..length]),
            Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte[1, 255]).Select((at, change) =>
            {
                var bytes = (byte[])whole.Clone();
                bytes[at] ^= change;
                return bytes;
            }));

        await damaged.SampleAsync(async bytes =>
        {
            await File.WriteAllBytesAsync(path, bytes);

            Assert.Contains(path, (await Assert.ThrowsAsync<StorageException>(() => vault.Latest("cardio"))).Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<StorageException>(() => vault.Rotate("cardio"));
            Assert.Equal(bytes, await File.ReadAllBytesAsync(path));
        }, iter: 100, threads: 1);

        await File.WriteAllBytesAsync(path, whole);
        Assert.Equal(new KeyId("cardio", 1), await vault.Latest("cardio"));
    }

    [Fact]
    public async Task Use_HugeFile_IsNotRead()
    {
        var vault = await Open(KeyFile);
        await using (var file = File.Create(Path.Combine(Folder, "cardio.keys"))) file.SetLength(1L << 40);

        Assert.Contains("too large", (await Assert.ThrowsAsync<StorageException>(() => vault.Latest("cardio"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Use_AnotherKeysFile_DoesNotOpen()
    {
        var vault = await Open(KeyFile);
        await vault.Rotate("cardio");
        File.Copy(Path.Combine(Folder, "cardio.keys"), Path.Combine(Folder, "stroke.keys"));

        Assert.Contains("stroke.keys", (await Assert.ThrowsAsync<StorageException>(() => vault.Latest("stroke"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_MasterKeyGone_MakesNoNewOne()
    {
        await (await Open(KeyFile)).Rotate("cardio");
        File.Delete(Path.Combine(Folder, "master.key"));

        Assert.Contains("master.key", (await Assert.ThrowsAsync<StorageException>(() => Open(KeyFile))).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Folder, "master.key")));
    }

    [Fact]
    public async Task Open_KeyFileGone_MakesNoNewOne()
    {
        await Open(KeyFile);
        File.Delete(KeyFile.Path);

        Assert.Contains("fedgrains.key", (await Assert.ThrowsAsync<StorageException>(() => Open(KeyFile))).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(KeyFile.Path));
    }

    private static UnixFileMode? Mode(string path) => OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(path);

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
    }

    private static SecretBytes Passphrase(string text) => SecretBytes.CopyOf(Encoding.UTF8.GetBytes(text));

    private async Task<FileKeyVault> Open(VaultProtection protection)
    {
        var vault = await FileKeyVault.Open(Folder, protection, _randomness);
        _open.Add(vault);
        return vault;
    }

    private string[] Contents() => [.. _folder.Files(".").Order().Select(f => $"{f} {Convert.ToHexString(File.ReadAllBytes(f))}")];
}
