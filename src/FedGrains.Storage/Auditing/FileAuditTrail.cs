using FedGrains.Storage.Files;
using Microsoft.Win32.SafeHandles;

namespace FedGrains.Storage.Auditing;

/// <summary>The audit trail as JSON lines in <c>audit/audit.jsonl</c>, flushed to disk. Entries that arrive together share one flush.</summary>
public sealed class FileAuditTrail : BatchedAuditTrail
{
    private const byte NewLine = (byte)'\n';

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private long _length;

    public FileAuditTrail(string root)
        : base(long.MaxValue)
    {
        var folder = Folders.Create(Path.Combine(root, "audit"));
        _path = Path.Combine(folder, "audit.jsonl");

        try
        {
            _file = File.OpenHandle(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
            _length = RandomAccess.GetLength(_file);
            EndTornLine();
            Folders.Flush(folder);
        }
        catch (Exception e) when (StorageException.Explains(e))
        {
            _file?.Dispose();
            throw StorageException.Writing(_path, e);
        }

        Begin();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _file.Dispose();
    }

    protected override Task Write(IReadOnlyList<ReadOnlyMemory<byte>> lines)
    {
        RandomAccess.Write(_file, lines, _length);
        RandomAccess.FlushToDisk(_file);
        _length += lines.Sum(line => (long)line.Length);

        return Task.CompletedTask;
    }

    protected override StorageException Failed(Exception e)
    {
        CutBack();
        return StorageException.Writing(_path, e);
    }

    // A crash can cut the last line short. Nobody was told that it was written; it stays as it is, and the next entry gets a line of its own.
    private void EndTornLine()
    {
        var last = new byte[1];
        if (_length == 0 || (RandomAccess.Read(_file, last, _length - 1) == 1 && last[0] == NewLine)) return;

        RandomAccess.Write(_file, [NewLine], _length);
        RandomAccess.FlushToDisk(_file);
        _length++;
    }

    // Nothing of a batch that failed may stand in the file: its callers were told so.
    private void CutBack()
    {
        try
        {
            RandomAccess.SetLength(_file, _length);
        }
        catch (Exception e) when (StorageException.Explains(e))
        {
            // The next batch is written over it.
        }
    }
}
