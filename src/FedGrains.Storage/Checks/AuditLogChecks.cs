using FedGrains.Storage.Auditing;
using FedGrains.Transparency.Logs;
using FedGrains.Transparency.Notes;

namespace FedGrains.Storage.Checks;

/// <summary>Whether audit logs are of one piece.</summary>
public static class AuditLogChecks
{
    private const string Subject = "audit log";

    /// <summary>Reads every log of a coordinator's data folder from its first entry to its last. None is found before the first start, and with storage elsewhere.</summary>
    public static async Task<IReadOnlyList<Finding>> OfCoordinator(string data, CancellationToken cancellationToken = default)
    {
        var folder = Path.GetDirectoryName(FileAuditLogs.FolderOf(data, federation: null))!;
        if (!Directory.Exists(folder)) return [];

        return await Task.WhenAll(Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).Select(log => Verify(log, FileAuditLogs.KeyOf, cancellationToken)));
    }

    /// <summary>Reads a site's log; null when there is none yet.</summary>
    public static async Task<Finding?> OfSite(string folder, CancellationToken cancellationToken = default) => Directory.Exists(folder) ? await Verify(folder, LogKeyFile.Read, cancellationToken) : null;

    private static async Task<Finding> Verify(string folder, Func<string, NoteKey?> keyOf, CancellationToken cancellationToken)
    {
        try
        {
            var key = keyOf(folder) ?? throw new FormatException("its key is missing.");
            var checkpoint = await new LogReader(new FileTiles(folder), key).Verify([], null, cancellationToken);

            return Finding.Good(Subject, FormattableString.Invariant($"'{checkpoint.Origin}' is of one piece: {checkpoint.Size:N0} entries."));
        }
        catch (Exception e) when (e is FormatException or StorageException)
        {
            return Finding.Fault(Subject, $"'{folder}': {e.Message}", "Nothing can be added to it as it is. Restore the folder from a backup; or move it away and keep it, and another log begins.");
        }
    }
}
