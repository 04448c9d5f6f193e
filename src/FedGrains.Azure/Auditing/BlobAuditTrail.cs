using System.Globalization;
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
internal sealed class BlobAuditTrail : BatchedAuditTrail
{
    // A block of an append blob takes 4 MiB in every version of the service, and a blob takes 50,000 blocks.
    private const int LargestBlock = 4 << 20;
    private const int MostBlocks = 40_000;
    private const byte NewLine = (byte)'\n';

    private readonly string _process = Guid.NewGuid().ToString("n")[..8];
    private readonly BlobContainerClient _container;
    private readonly TimeProvider _clock;
    private Growing? _blob;
    private int _blobs;

    public BlobAuditTrail(BlobContainerClient container, TimeProvider clock)
        : base(LargestBlock - 1, LargestBlock)
    {
        (_container, _clock) = (container, clock);
        Begin();
    }

    protected override Task Write(IReadOnlyList<ReadOnlyMemory<byte>> entries)
    {
        var block = new MemoryStream();

        foreach (var entry in entries)
        {
            block.Write(entry.Span);
            block.WriteByte(NewLine);
        }

        return Append(block);
    }

    // In a blob of its own from here on: nobody knows how far this one got.
    protected override StorageException Failed(Exception e)
    {
        _blob = null;
        return AzureFailure.Writing("the audit trail", e);
    }

    private async Task Append(MemoryStream block)
    {
        var blob = _blob = await Current();
        var length = block.Length;
        block.Position = 0;

        try
        {
            await blob.Client.AppendBlockAsync(block, new AppendBlobAppendBlockOptions { Conditions = new() { IfAppendPositionEqual = blob.Length } });
        }
        catch (RequestFailedException e) when (e.Status == Conflicts.PreconditionFailed)
        {
            // An answer was lost and the block sent again; nobody else writes to this blob.
            var there = (await blob.Client.GetPropertiesAsync()).Value.ContentLength;
            if (there != blob.Length + length) throw;
        }

        blob.Length += length;
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
}
