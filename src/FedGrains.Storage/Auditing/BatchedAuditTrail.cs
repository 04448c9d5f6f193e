using System.Threading.Channels;

namespace FedGrains.Storage.Auditing;

/// <summary>An audit trail whose entries are written one after another by one writer: those that arrive together share one write.</summary>
/// <param name="largestEntry">Bytes that one entry may have.</param>
/// <param name="largestBatch">Bytes that one write takes, an end of line for each entry counted in.</param>
public abstract class BatchedAuditTrail(int largestEntry, long largestBatch) : IAuditTrail, IAsyncDisposable
{
    private const int MostWaiting = 1024;

    private readonly Channel<Waiting> _entries = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private Task _writing = Task.CompletedTask;

    public async Task Append(AuditEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var waiting = new Waiting(entry.Cut().ToJson());
        if (waiting.Bytes.Length > largestEntry) throw new ArgumentException($"An audit entry has at most {largestEntry:N0} bytes, and this one of '{entry.Action}' has {waiting.Bytes.Length:N0}: write down the digest of what is larger.", nameof(entry));

        try
        {
            await _entries.Writer.WriteAsync(waiting, cancellationToken);
        }
        catch (ChannelClosedException e)
        {
            throw new ObjectDisposedException("The audit trail is closed.", e);
        }

        await waiting.Durable.Task.WaitAsync(cancellationToken);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _entries.Writer.TryComplete();
        await _writing;
    }

    /// <summary>Begins to write, once the trail is ready to.</summary>
    protected void Begin() => _writing = Task.Run(WriteEntries);

    /// <summary>Makes entries durable, all or none.</summary>
    protected abstract Task Write(IReadOnlyList<ReadOnlyMemory<byte>> entries);

    /// <summary>Puts right what a failed write left, and says to the callers what failed. The trail goes on: a full disk may have room tomorrow.</summary>
    protected abstract StorageException Failed(Exception e);

    private async Task WriteEntries()
    {
        var batch = new List<Waiting>();

        while (await _entries.Reader.WaitToReadAsync())
        {
            for (var size = 0L; batch.Count < MostWaiting && _entries.Reader.TryPeek(out var next) && (batch.Count == 0 || size + next.Bytes.Length + 1 <= largestBatch); size += next.Bytes.Length)
            {
                _entries.Reader.TryRead(out _);
                batch.Add(next);
            }

            await Write(batch);
            batch.Clear();
        }
    }

    private async Task Write(List<Waiting> batch)
    {
        try
        {
            await Write([.. batch.Select(waiting => (ReadOnlyMemory<byte>)waiting.Bytes)]);

            foreach (var waiting in batch) waiting.Durable.SetResult();
        }
        catch (Exception e)
        {
            // Whatever it was, the callers must hear of it.
            var failure = Failed(e);
            foreach (var waiting in batch) waiting.Durable.TrySetException(failure);
        }
    }

    private sealed record Waiting(byte[] Bytes)
    {
        // Asynchronous, so that no caller's continuation runs on the writer.
        public TaskCompletionSource Durable { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
