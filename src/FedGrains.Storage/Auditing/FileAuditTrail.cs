using System.Threading.Channels;
using FedGrains.Storage.Files;
using Microsoft.Win32.SafeHandles;

namespace FedGrains.Storage.Auditing;

/// <summary>The audit trail as JSON lines in <c>audit/audit.jsonl</c>, flushed to disk. Entries that arrive together share one flush.</summary>
public sealed class FileAuditTrail : IAuditTrail, IAsyncDisposable
{
    private const int Waiting = 1024;
    private const byte NewLine = (byte)'\n';

    private readonly Channel<Line> _lines = Channel.CreateBounded<Line>(new BoundedChannelOptions(Waiting) { SingleReader = true });
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly Task _writing;
    private long _length;

    public FileAuditTrail(string root)
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

        _writing = Task.Run(WriteLines);
    }

    public async Task Append(AuditEntry entry, CancellationToken cancellationToken = default)
    {
        var line = new Line(entry.ToLine());

        try
        {
            await _lines.Writer.WriteAsync(line, cancellationToken);
        }
        catch (ChannelClosedException e)
        {
            throw new ObjectDisposedException("The audit trail is closed.", e);
        }

        await line.Durable.Task.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing;
        _file.Dispose();
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

    private async Task WriteLines()
    {
        var batch = new List<Line>();

        while (await _lines.Reader.WaitToReadAsync())
        {
            while (batch.Count < Waiting && _lines.Reader.TryRead(out var line)) batch.Add(line);

            Write(batch);
            batch.Clear();
        }
    }

    private void Write(List<Line> batch)
    {
        try
        {
            RandomAccess.Write(_file, [.. batch.Select(line => (ReadOnlyMemory<byte>)line.Bytes)], _length);
            RandomAccess.FlushToDisk(_file);
            _length += batch.Sum(line => (long)line.Bytes.Length);

            foreach (var line in batch) line.Durable.SetResult();
        }
        catch (Exception e)
        {
            // Whatever it was, the callers must hear of it, and the trail goes on: a full disk may have room tomorrow.
            CutBack();
            var failure = StorageException.Writing(_path, e);
            foreach (var line in batch) line.Durable.TrySetException(failure);
        }
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

    private sealed record Line(byte[] Bytes)
    {
        // Asynchronous, so that no caller's continuation runs on the writer.
        public TaskCompletionSource Durable { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
