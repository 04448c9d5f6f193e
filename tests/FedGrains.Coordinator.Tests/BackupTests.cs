using System.Formats.Tar;
using System.IO.Compression;

using FedGrains.Contracts.Federations;
using FedGrains.Coordinator.Backups;

using Microsoft.Extensions.DependencyInjection;

namespace FedGrains.Coordinator.Tests;

public sealed class BackupTests : TestData
{
    private string Archive => Path.Combine(Data, "..", "backup.tgz");

    private string KeyFile => Path.Combine(Data, "..", "kept-apart.key");

    private string Restored => Path.Combine(Data, "..", "restored");

    [Fact]
    public async Task Restore_AfterEverythingIsGone_IsTheSameCoordinator()
    {
        var authority = await WithFederation();
        await Backup();
        Directory.Delete(Data, recursive: true);

        await CoordinatorBackup.Restore(Archive, KeyFile, Data);

        await using var app = await Start(Options);
        Assert.Equal("Cardiology", (await app.Services.GetRequiredService<IGrainFactory>().GetGrain<IFederationGrain>("cardio").Describe())!.Title);
        Assert.Equal(authority, await File.ReadAllTextAsync(Path.Combine(Data, "tls", "ca.pem")));
        Assert.Equal(OwnFile, Mode(Path.Combine(Data, "tls", "ca.key")));
        Assert.Equal(OwnFolder, Mode(Path.Combine(Data, "keys")));
    }

    [Fact]
    public async Task Write_LeavesTheOpenerOfTheVaultOutOfTheArchive()
    {
        await WithFederation();
        await Backup();

        Assert.DoesNotContain(await Entries(), e => e.EndsWith("vault.key", StringComparison.Ordinal) || e.EndsWith("operator.json", StringComparison.Ordinal));
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(Data, "vault.key")), await File.ReadAllBytesAsync(KeyFile));
        Assert.Equal((OwnFile, OwnFile), (Mode(Archive), Mode(KeyFile)));
    }

    [Fact]
    public async Task Write_VaultElsewhere_ComesAlong()
    {
        var options = Options;
        (options.Vault, options.KeyFile) = (Path.Combine(Data, "..", "vault"), Path.Combine(Data, "..", "elsewhere.key"));
        await Pass(options);

        await Backup();

        Assert.Contains("keys/fedgrains-cluster.keys", await Entries());
        await CoordinatorBackup.Restore(Archive, KeyFile, Restored);
        options = Options;
        options.Data = Restored;
        await Pass(options);
    }

    [Fact]
    public async Task Write_WhileTheCoordinatorRuns_IsRefused()
    {
        await using var app = await Start(Options);

        Assert.Contains("Stop it first", (await Assert.ThrowsAsync<IOException>(Backup)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Archive));
    }

    [Fact]
    public async Task Write_OverAFile_IsRefused()
    {
        await Pass(Options);
        await File.WriteAllTextAsync(Archive, "precious");

        Assert.Contains("is there already", (await Assert.ThrowsAsync<BackupException>(Backup)).Message, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(Archive));
    }

    [Fact]
    public async Task Write_NoOpener_IsRefused()
    {
        await Pass(Options);
        File.Delete(Path.Combine(Data, "vault.key"));

        Assert.Contains("which opens the vault", (await Assert.ThrowsAsync<BackupException>(Backup)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Archive));
    }

    [Fact]
    public async Task Restore_IntoAFolderInUse_IsRefused()
    {
        await Pass(Options);
        await Backup();

        Assert.Contains("is not empty", (await Assert.ThrowsAsync<BackupException>(() => CoordinatorBackup.Restore(Archive, KeyFile, Data))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.9)]
    [InlineData(0.97)]
    public async Task Restore_CutOff_LeavesNothing(double part)
    {
        await Pass(Options);
        await Backup();
        var bytes = await File.ReadAllBytesAsync(Archive);
        await File.WriteAllBytesAsync(Archive, bytes[..(int)(bytes.Length * part)]);

        await RefusesToRestore("Take another copy");
    }

    [Fact]
    public async Task Restore_OneByteChanged_LeavesNothing()
    {
        await Pass(Options);
        await Backup();
        await Rewrite(tar =>
        {
            var at = tar.AsSpan().IndexOf("BEGIN CERTIFICATE"u8) + 40;
            tar[at] ^= 1;
        });

        await RefusesToRestore("is missing or was changed");
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/tmp/outside-of-the-backup")]
    [InlineData("more")]
    public async Task Restore_FilesThatDoNotBelongThere_LeavesNothing(string name)
    {
        await using (var zip = new GZipStream(File.Create(Archive), CompressionLevel.Fastest))
        await using (var tar = new TarWriter(zip))
        {
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([1]) });
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "manifest.json") { DataStream = new MemoryStream("""{"format":1,"madeAt":"2026-01-01T00:00:00Z","files":[]}"""u8.ToArray()) });
        }

        await File.WriteAllTextAsync(KeyFile, "key");
        await RefusesToRestore("Take another copy");
        Assert.False(File.Exists(Path.Combine(Restored, "..", "outside")));
        Assert.False(File.Exists("/tmp/outside-of-the-backup"));
    }

    [Fact]
    public async Task Restore_OfALaterFormat_SaysSo()
    {
        await using (var zip = new GZipStream(File.Create(Archive), CompressionLevel.Fastest))
        await using (var tar = new TarWriter(zip)) await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "manifest.json") { DataStream = new MemoryStream("""{"format":2,"madeAt":"2026-01-01T00:00:00Z","files":[]}"""u8.ToArray()) });

        await File.WriteAllTextAsync(KeyFile, "key");
        await RefusesToRestore("by a later version");
    }

    [Fact]
    public async Task Restore_NoArchive_SaysSo()
    {
        await File.WriteAllTextAsync(KeyFile, "key");
        await RefusesToRestore("There is no");
        await File.WriteAllTextAsync(Archive, "no archive");
        await RefusesToRestore("is no backup");
    }

    private async Task RefusesToRestore(string why)
    {
        Assert.Contains(why, (await Assert.ThrowsAsync<BackupException>(() => CoordinatorBackup.Restore(Archive, KeyFile, Restored))).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Restored));
        Assert.False(Directory.Exists(Restored + ".restoring"));
    }

    private async Task<string> WithFederation()
    {
        await using var app = await Start(Options);
        await app.Services.GetRequiredService<IGrainFactory>().GetGrain<IFederationGrain>("cardio").Create("Cardiology");
        await app.StopAsync();

        return await File.ReadAllTextAsync(Path.Combine(Data, "tls", "ca.pem"));
    }

    private Task<int> Backup() => CoordinatorBackup.Write(CoordinatorEndpoints.Read(Data)!, Archive, KeyFile, TimeProvider.System);

    private async Task<List<string>> Entries()
    {
        await using var tar = new TarReader(new GZipStream(File.OpenRead(Archive), CompressionMode.Decompress));
        var names = new List<string>();
        while (await tar.GetNextEntryAsync() is { } entry) names.Add(entry.Name);

        return names;
    }

    private async Task Rewrite(Action<byte[]> change)
    {
        using var plain = new MemoryStream();
        await using (var zip = new GZipStream(File.OpenRead(Archive), CompressionMode.Decompress)) await zip.CopyToAsync(plain);
        var bytes = plain.ToArray();
        change(bytes);
        await using var again = new GZipStream(File.Create(Archive), CompressionLevel.Fastest);
        await again.WriteAsync(bytes);
    }
}
