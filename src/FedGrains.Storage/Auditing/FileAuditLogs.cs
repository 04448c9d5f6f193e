using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

using FedGrains.Core.Identifiers;
using FedGrains.Privacy.Keys;
using FedGrains.Privacy.Secrets;
using FedGrains.Storage.Files;
using FedGrains.Transparency.Notes;

namespace FedGrains.Storage.Auditing;

/// <summary>A log for each federation, and one for what belongs to none, in <c>audit/{federation}</c>. Each has a key of its own, which the vault wraps.</summary>
public sealed class FileAuditLogs(string root, IKeyVault vault, TimeProvider clock) : IAuditTrail, IAsyncDisposable
{
    /// <summary>The folder of what belongs to no federation. No federation may be called so.</summary>
    public const string Coordinators = "fedgrains-coordinator";

    /// <summary>The vault's key that wraps the logs' keys.</summary>
    public const string VaultKey = "fedgrains-audit";

    private const string Audit = "audit";
    private const string KeyFile = "key.json";

    private readonly ConcurrentDictionary<string, Lazy<Task<TiledAuditTrail>>> _logs = new(StringComparer.Ordinal);

    /// <summary>Where a federation's log is below a coordinator's data folder; that of no federation for null.</summary>
    public static string FolderOf(string root, FederationId? federation) => Path.Combine(root, Audit, federation?.Value ?? Coordinators);

    /// <summary>The key of the log in a folder; null when there is no log.</summary>
    public static NoteKey? KeyOf(string folder) => AuditKeyFile.Read(Path.Combine(folder, KeyFile)) is { } file ? NoteKey.Parse(file.Key) : null;

    /// <inheritdoc/>
    public async Task Append(AuditEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var log = await Log(entry.Federation);

        await log.Append(entry, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var log in _logs.Values.Where(l => l.IsValueCreated && l.Value.IsCompletedSuccessfully)) await (await log.Value).DisposeAsync();
    }

    private async Task<TiledAuditTrail> Log(FederationId? federation)
    {
        var folder = FolderOf(root, federation);
        var log = _logs.GetOrAdd(folder, f => new(() => Open(f)));

        try
        {
            return await log.Value;
        }
        catch
        {
            // The vault may be back for the next one.
            _logs.TryRemove(KeyValuePair.Create(folder, log));
            throw;
        }
    }

    private async Task<TiledAuditTrail> Open(string folder)
    {
        var path = Path.Combine(Folders.Create(folder), KeyFile);
        var file = AuditKeyFile.Read(path);
        using var seed = file is null ? SecretBytes.Create(NoteSigner.SeedSize, 0, (bytes, _) => RandomNumberGenerator.Fill(bytes)) : await vault.Unwrap(file.ToWrapped(), Context(folder));
        var signer = new NoteSigner(file is null ? NewOrigin(folder) : NoteKey.Parse(file.Key).Name, NoteKeyType.Ed25519, seed.Span);

        try
        {
            if (await vault.Latest(VaultKey) is not { } latest) latest = await vault.Rotate(VaultKey);
            if (file?.WrappedBy != latest.ToString()) Keep(path, signer.Key, await vault.Wrap(VaultKey, seed, Context(folder)));

            return new(new FileTiles(folder), signer, clock);
        }
        catch
        {
            signer.Dispose();
            throw;
        }
    }

    private static void Keep(string path, NoteKey key, WrappedKey wrapped) => new AuditKeyFile(key.ToString(), wrapped.Key.ToString(), wrapped.Bytes.ToArray()).Write(path);

    // No two coordinators' logs of a name are alike: a checkpoint says which one it is of.
    private static string NewOrigin(string folder) => $"fedgrains/{Guid.NewGuid():n}/{Path.GetFileName(folder)}";

    private static byte[] Context(string folder) => Encoding.UTF8.GetBytes($"FedGrains/audit-log/v1\0{Path.GetFileName(folder)}");
}
