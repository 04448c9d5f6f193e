using System.Collections.Immutable;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace FedGrains.Coordinator.Backups;

/// <summary>
/// A coordinator's data folder as one archive (tar, gzip) with the digest of every file, and the file that opens its vault apart from it: neither
/// is worth anything without the other. The coordinator must not run, so that what is copied belongs together.
/// </summary>
public static class CoordinatorBackup
{
    private const string VaultFolder = "keys";
    private const string VaultKey = "vault.key";

    // What a start makes anew, and what belongs to a process.
    private static readonly string[] s_left = ["coordinator.lock", "coordinator.json", "operator.json"];

    /// <summary>Writes a backup, and returns how many files are in it.</summary>
    /// <param name="coordinator">The coordinator, as it announced itself in its data folder.</param>
    /// <param name="archive">The file to write; it must not be there.</param>
    /// <param name="keyFile">Where to write a copy of the file that opens the vault; it must not be there.</param>
    /// <param name="clock">Says when it was made.</param>
    /// <param name="cancellationToken">Gives up; nothing is left behind.</param>
    /// <exception cref="BackupException">It cannot be made.</exception>
    /// <exception cref="IOException">The coordinator runs, or a file cannot be read or written.</exception>
    public static async Task<int> Write(CoordinatorEndpoints coordinator, string archive, string keyFile, TimeProvider clock, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(coordinator);
        ArgumentNullException.ThrowIfNull(clock);
        foreach (var path in new[] { archive, keyFile }) if (File.Exists(path)) throw new BackupException($"'{path}' is there already. Name another file, or move it away.");

        if (IsInAnAccount(coordinator)) throw new BackupException($"The coordinator in '{coordinator.Data}' keeps its state in a storage account. docs/deploy.md says how that is backed up.");

        using var alone = new DataFolderLock(coordinator.Data);
        var (vault, opener) = VaultOf(coordinator);
        if (!File.Exists(opener)) throw new BackupException($"There is no '{opener}', which opens the vault: a backup without it is worth nothing. Name the right one with Coordinator:KeyFile, or start the coordinator once.");

        var temporary = archive + ".tmp";

        try
        {
            var files = await WriteArchive(temporary, Sources(coordinator.Data, vault, opener), clock, cancellationToken);
            await using (var copy = PrivateFiles.Open(keyFile, FileMode.CreateNew)) await copy.WriteAsync(await File.ReadAllBytesAsync(opener, cancellationToken), cancellationToken);
            File.Move(temporary, archive);

            return files;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Makes a data folder out of a backup, and returns how many files are in it. Nothing is there until all of it has been verified.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="keyFile">The file that opens its vault; it is copied into the folder.</param>
    /// <param name="data">The folder to make; it must be empty, or not be there.</param>
    /// <param name="cancellationToken">Gives up; nothing is left behind.</param>
    /// <exception cref="BackupException">This is no whole backup, or the folder is not empty.</exception>
    public static async Task<int> Restore(string archive, string keyFile, string data, CancellationToken cancellationToken = default)
    {
        if (Directory.Exists(data) && Directory.EnumerateFileSystemEntries(data).Any()) throw new BackupException($"'{data}' is not empty: a backup does not go over what is there. Name a new folder, or move that one away.");

        foreach (var path in new[] { archive, keyFile }) if (!File.Exists(path)) throw new BackupException($"There is no '{path}'.");

        var temporary = Path.TrimEndingDirectorySeparator(Path.GetFullPath(data)) + ".restoring";
        if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        PrivateFiles.CreateFolder(temporary);

        try
        {
            var files = await Extract(archive, temporary, cancellationToken);
            await using (var copy = PrivateFiles.Open(Path.Combine(temporary, VaultKey), FileMode.CreateNew)) await copy.WriteAsync(await File.ReadAllBytesAsync(keyFile, cancellationToken), cancellationToken);
            if (Directory.Exists(data)) Directory.Delete(data);
            Directory.Move(temporary, data);

            return files;
        }
        finally
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        }
    }

    private static bool IsInAnAccount(CoordinatorEndpoints coordinator)
    {
        using var configuration = new ConfigurationManager();

        return configuration.AddCoordinatorDefaults(new() { Data = coordinator.Data }, coordinator.Config).Storage.IsUsed;
    }

    private static (string Vault, string Opener) VaultOf(CoordinatorEndpoints coordinator)
    {
        var vault = coordinator.Vault ?? Path.Combine(coordinator.Data, VaultFolder);

        return (vault, coordinator.KeyFile ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(vault))!, VaultKey));
    }

    // A vault elsewhere comes to where it is by default.
    private static IEnumerable<(string File, string Path)> Sources(string data, string vault, string opener)
    {
        var inside = Relative(data, vault) is var place && place != ".." && !place.StartsWith("../", StringComparison.Ordinal);
        var own = FilesOf(data, "").Where(f => !s_left.Contains(f.Path) && Path.GetFullPath(f.File) != Path.GetFullPath(opener));

        return inside ? own : own.Concat(FilesOf(vault, VaultFolder + "/").Where(f => Path.GetFullPath(f.File) != Path.GetFullPath(opener)));
    }

    private static IEnumerable<(string File, string Path)> FilesOf(string folder, string under) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => (f, under + Relative(folder, f))).OrderBy(f => f.Item2, StringComparer.Ordinal);

    private static string Relative(string folder, string file) => Path.GetRelativePath(folder, file).Replace('\\', '/');

    private static async Task<int> WriteArchive(string path, IEnumerable<(string File, string Path)> sources, TimeProvider clock, CancellationToken cancellationToken)
    {
        var files = ImmutableArray.CreateBuilder<BackupFile>();
        await using var stream = PrivateFiles.Open(path, FileMode.Create);
        await using (var zip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        await using (var tar = new TarWriter(zip, TarEntryFormat.Pax))
        {
            foreach (var source in sources)
            {
                await using var content = File.OpenRead(source.File);
                files.Add(new(source.Path, Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken))));
                content.Position = 0;
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, source.Path) { DataStream = content }, cancellationToken);
            }

            var manifest = new BackupManifest(1, clock.GetUtcNow(), files.ToImmutable());
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, BackupManifest.EntryName) { DataStream = new MemoryStream(manifest.Write()) }, cancellationToken);
        }

        stream.Flush(flushToDisk: true);
        return files.Count;
    }

    private static async Task<int> Extract(string archive, string folder, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        BackupManifest? manifest = null;

        try
        {
            await using var stream = File.OpenRead(archive);
            await using var zip = new GZipStream(stream, CompressionMode.Decompress);
            await using var tar = new TarReader(zip);

            while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
            {
                if (entry.Name == BackupManifest.EntryName) manifest = await Manifest(entry, cancellationToken);
                else found[entry.Name] = await Extract(entry, folder, cancellationToken);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or System.Text.Json.JsonException)
        {
            throw new BackupException($"'{archive}' is no backup, or is damaged: {e.Message} Take another copy.", e);
        }

        if (manifest is null) throw new BackupException($"'{archive}' was cut off: it has no manifest at its end. Take another copy.");
        if (manifest.Format != 1) throw new BackupException($"'{archive}' was made by a later version (format {manifest.Format}). Restore it with that version.");

        foreach (var file in manifest.Files.Where(f => !found.TryGetValue(f.Path, out var digest) || digest != f.Sha256)) throw new BackupException($"'{archive}' is damaged: '{file.Path}' in it is missing or was changed. Take another copy.");
        if (found.Count != manifest.Files.Length) throw new BackupException($"'{archive}' was changed: it holds files that its manifest does not name. Take another copy.");

        return found.Count;
    }

    private static async Task<BackupManifest?> Manifest(TarEntry entry, CancellationToken cancellationToken)
    {
        using var json = new MemoryStream();
        await entry.DataStream!.CopyToAsync(json, cancellationToken);

        return BackupManifest.Read(json.ToArray());
    }

    private static async Task<string> Extract(TarEntry entry, string folder, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(Path.Combine(folder, entry.Name));

        if (entry.EntryType is not TarEntryType.RegularFile || !path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)) throw new InvalidDataException($"'{entry.Name}' does not belong in a backup.");

        PrivateFiles.CreateFolder(Path.GetDirectoryName(path)!);
        await using var file = PrivateFiles.Open(path, FileMode.CreateNew);
        if (entry.DataStream is { } content) await content.CopyToAsync(file, cancellationToken);
        file.Flush(flushToDisk: true);
        file.Position = 0;

        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
    }
}
