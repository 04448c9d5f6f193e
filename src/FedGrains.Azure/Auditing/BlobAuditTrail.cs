using System.Globalization;
using System.Threading.Channels;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using FedGrains.Azure.Connections;
using FedGrains.Storage;
using FedGrains.Storage.Auditing;

namespace FedGrains.Azure.Auditing;

/// <summary>
/// The audit trail as JSON lines in append blobs, <c>{year}/{month}/{day}/{time}-{process}-{n}.jsonl</c>: each process writes blobs of its
/// own, which an immutability policy can keep from ever being changed. Entries that arrive together share one append.
/// </summary>
internal sealed class BlobAuditTrail : IAuditTrail, IAsyncDisposable
{
    private const int Waiting = 1024;

    // A block of an append blob takes 4 MiB in every version of the service, and a blob takes 50,000 blocks.
    private const int LargestBlock = 4 << 20;
    private const int MostBlocks = 40_000;

    private readonly Channel<Line> _lines = Channel.CreateBounded<Line>(new BoundedChannelOptions(Waiting) { SingleReader = true });
    private readonly string _process = Guid.NewGuid().ToString("n")[..8];
    private readonly BlobContainerClient _container;
    private readonly TimeProvider _clock;
    private readonly Task _writing;
    private Growing? _blob;
    private int _blobs;

    public BlobAuditTrail(BlobContainerClient container, TimeProvider clock)
    {
        (_container, _clock) = (container, clock);
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
    }

    private async Task WriteLines()
    {
        var batch = new List<Line>();

        while (await _lines.Reader.WaitToReadAsync())
        {
            var size = 0;

            while (batch.Count < Waiting && _lines.Reader.TryPeek(out var next) && (batch.Count == 0 || size + next.Bytes.Length <= LargestBlock) && _lines.Reader.TryRead(out var line))
            {
                batch.Add(line);
                size += line.Bytes.Length;
            }

            await Write(batch);
            batch.Clear();
        }
    }

    private async Task Write(List<Line> batch)
    {
        try
        {
            await Append([.. batch.SelectMany(line => line.Bytes)]);

            foreach (var line in batch) line.Durable.SetResult();
        }
        catch (Exception e)
        {
            // Whatever it was, the callers must hear of it, and the trail goes on: in a blob of its own, because nobody knows how far this one got.
            _blob = null;
            var failure = e as StorageException ?? AzureFailure.Writing("the audit trail", e);
            foreach (var line in batch) line.Durable.TrySetException(failure);
        }
    }

    private async Task Append(byte[] bytes)
    {
        var blob = _blob = await Current();
        using var content = new MemoryStream(bytes, writable: false);

        try
        {
            await blob.Client.AppendBlockAsync(content, new AppendBlobAppendBlockOptions { Conditions = new() { IfAppendPositionEqual = blob.Length } });
        }
        catch (RequestFailedException e) when (e.Status == Conflicts.PreconditionFailed)
        {
            // An answer was lost and the block sent again; nobody else writes to this blob.
            var length = (await blob.Client.GetPropertiesAsync()).Value.ContentLength;
            if (length != blob.Length + bytes.Length) throw;
        }

        blob.Length += bytes.Length;
        blob.Blocks++;
    }

    private async Task<Growing> Current()
    {
        var now = _clock.GetUtcNow();
        if (_blob is { Blocks: < MostBlocks } blob && blob.Day == now.Date) return blob;

        var name = string.Create(CultureInfo.InvariantCulture, $"{now:yyyy/MM/dd/HHmmss}-{_process}-{++_blobs}.jsonl");
        var client = _container.GetAppendBlobClient(name);
        await client.CreateAsync(new AppendBlobCreateOptions { HttpHeaders = new() { ContentType = "application/jsonl" } });

        return new(client, now.Date);
    }

    private sealed class Growing(AppendBlobClient client, DateTime day)
    {
        public AppendBlobClient Client => client;

        public DateTime Day => day;

        public long Length { get; set; }

        public int Blocks { get; set; }
    }

    private sealed record Line(byte[] Bytes)
    {
        // Asynchronous, so that no caller's continuation runs on the writer.
        public TaskCompletionSource Durable { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
