using System.Text;
using FedGrains.Core.Identifiers;
using FedGrains.Storage.Files;
using Microsoft.Extensions.Options;

namespace FedGrains.Storage.Reminders;

/// <summary>Reminders as files, one each: <c>{root}/{digest of the grain}-{digest of the name}.json</c>. They are few, and read every few minutes; nothing is cached.</summary>
internal sealed class FileReminderTable(IOptions<FileReminderOptions> options) : IReminderTable, IDisposable
{
    private const int HashLength = 32;

    private readonly SemaphoreSlim _turns = new(1);
    private readonly string _root = options.Value.RootDirectory;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Folders.Create(_root);
        return Task.CompletedTask;
    }

    public Task<ReminderTableData> ReadRows(GrainId grainId, CancellationToken cancellationToken) => Read($"{Hash(grainId.ToString())}-*.json", _ => true, cancellationToken);

    public Task<ReminderTableData> ReadRows(uint begin, uint end, CancellationToken cancellationToken) =>
        Read("*.json", grain => IsWithin(grain.GetUniformHashCode(), begin, end), cancellationToken);

    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName, CancellationToken cancellationToken)
    {
        using var turn = await _turns.Enter(cancellationToken);

        return await Task.Run(() => ReminderFile.Read(PathOf(grainId, reminderName)), cancellationToken);
    }

    public async Task<string?> UpsertRow(ReminderEntry entry, CancellationToken cancellationToken)
    {
        var row = ReminderFile.Of(entry, etag: Guid.NewGuid().ToString("N"));
        using var turn = await _turns.Enter(cancellationToken);

        await Task.Run(() => row.Write(PathOf(entry.GrainId, entry.ReminderName)), CancellationToken.None);
        entry.ETag = row.Etag;
        return row.Etag;
    }

    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag, CancellationToken cancellationToken)
    {
        using var turn = await _turns.Enter(cancellationToken);

        return await Task.Run(() => Remove(PathOf(grainId, reminderName), eTag), CancellationToken.None);
    }

    public async Task TestOnlyClearTable(CancellationToken cancellationToken)
    {
        using var turn = await _turns.Enter(cancellationToken);

        foreach (var path in Paths("*.json")) DurableFile.Delete(path);
    }

    public Task<ReminderTableData> ReadRows(GrainId grainId) => ReadRows(grainId, CancellationToken.None);

    public Task<ReminderTableData> ReadRows(uint begin, uint end) => ReadRows(begin, end, CancellationToken.None);

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) => ReadRow(grainId, reminderName, CancellationToken.None);

    public Task<string?> UpsertRow(ReminderEntry entry) => UpsertRow(entry, CancellationToken.None);

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => RemoveRow(grainId, reminderName, eTag, CancellationToken.None);

    public Task TestOnlyClearTable() => TestOnlyClearTable(CancellationToken.None);

    public void Dispose() => _turns.Dispose();

    private static bool Remove(string path, string etag)
    {
        if (ReminderFile.Read(path) is not { } row || row.ETag != etag) return false;

        DurableFile.Delete(path);
        return true;
    }

    // A range of the ring is (begin, end]; where it does not grow it wraps around, so that begin = end is the whole ring.
    private static bool IsWithin(uint hash, uint begin, uint end) =>
        begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;

    private static string Hash(string text) => Digest.Of(Encoding.UTF8.GetBytes(text)).Value[..HashLength];

    private async Task<ReminderTableData> Read(string pattern, Func<GrainId, bool> wanted, CancellationToken cancellationToken)
    {
        using var turn = await _turns.Enter(cancellationToken);

        return await Task.Run(() => new ReminderTableData(Paths(pattern).Select(ReminderFile.Read).OfType<ReminderEntry>().Where(e => wanted(e.GrainId)).ToList()), cancellationToken);
    }

    private string[] Paths(string pattern)
    {
        try
        {
            return Directory.GetFiles(_root, pattern);
        }
        catch (Exception e) when (StorageException.Explains(e))
        {
            throw StorageException.Reading(_root, e);
        }
    }

    private string PathOf(GrainId grainId, string reminderName) => Path.Combine(_root, $"{Hash(grainId.ToString())}-{Hash(reminderName)}.json");
}
