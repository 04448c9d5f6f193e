using System.Threading.Channels;

namespace FedGrains.Storage.Auditing;

/// <summary>An audit trail whose entries are written one after another by one writer: those that arrive together share one write.</summary>
/// <param name="largestBatch">Bytes that one write takes; a longer line is written by itself.</param>
public abstract class BatchedAuditTrail(long largestBatch) : IAuditTrail, IAsyncDisposable
{
    private const int Waiting = 1024;

    private readonly Channel<Line> _lines = Channel.CreateBounded<Line>(new BoundedChannelOptions(Waiting) { SingleReader = true });
    private Task _writing = Task.CompletedTask;

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

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _lines.Writer.TryComplete();
        await _writing;
    }

    /// <summary>Begins to write, once the trail is ready to.</summary>
    protected void Begin() => _writing = Task.Run(WriteLines);

    /// <summary>Makes lines durable, all or none.</summary>
    protected abstract Task Write(IReadOnlyList<ReadOnlyMemory<byte>> lines);

    /// <summary>Puts right what a failed write left, and says to the callers what failed. The trail goes on: a full disk may have room tomorrow.</summary>
    protected abstract StorageException Failed(Exception e);

    private async Task WriteLines()
    {
        var batch = new List<Line>();

        while (await _lines.Reader.WaitToReadAsync())
        {
            for (var size = 0L; batch.Count < Waiting && _lines.Reader.TryPeek(out var next) && (batch.Count == 0 || size + next.Bytes.Length <= largestBatch); size += next.Bytes.Length)
            {
                _lines.Reader.TryRead(out _);
                batch.Add(next);
            }

            await Write(batch);
            batch.Clear();
        }
    }

    private async Task Write(List<Line> batch)
    {
        try
        {
            await Write([.. batch.Select(line => (ReadOnlyMemory<byte>)line.Bytes)]);

            foreach (var line in batch) line.Durable.SetResult();
        }
        catch (Exception e)
        {
            // Whatever it was, the callers must hear of it.
            var failure = Failed(e);
            foreach (var line in batch) line.Durable.TrySetException(failure);
        }
    }

    private sealed record Line(byte[] Bytes)
    {
        // Asynchronous, so that no caller's continuation runs on the writer.
        public TaskCompletionSource Durable { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
