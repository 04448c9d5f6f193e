using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using FedGrains.Azure.Connections;
using FedGrains.Azure.Sealing;
using FedGrains.Core.Identifiers;

namespace FedGrains.Azure.Artifacts;

/// <summary>
/// Uploads under way: a record under the upload's name, and the blob that it names, which grows. Opening an upload stamps the blob, so that
/// the owner of before, in whatever process, is refused when it next writes.
/// </summary>
internal sealed class UploadBlobs(BlobContainerClient container, DataKeys keys, ArtifactPointers pointers)
{
    private const string Owner = "owner";
    private const int ReadSize = 4 << 20;

    private readonly ConcurrentDictionary<string, BlobArtifactUpload> _open = new(StringComparer.Ordinal);

    /// <summary>Opens an upload, new or where it was cut off. What has more bytes than <paramref name="length"/> is another content, and begins afresh.</summary>
    public async Task<BlobArtifactUpload> Open(string id, string name, long length, Func<Digest, string> pointerOf, CancellationToken cancellationToken)
    {
        if (_open.TryGetValue(name, out var predecessor)) await predecessor.LetGo();

        var writer = await Writer(name, length, cancellationToken);
        var upload = new BlobArtifactUpload(id, name, length, writer, this, pointerOf);

        if (_open.TryGetValue(name, out var rival)) await rival.LetGo();
        _open[name] = upload;

        return upload;
    }

    /// <summary>How many bytes an upload holds for whoever opens it.</summary>
    public async Task<long> Received(string name, long length, CancellationToken cancellationToken)
    {
        if (await Record(name, cancellationToken) is not { } record) return 0;

        try
        {
            var blobLength = (await container.GetAppendBlobClient(record.Data).GetPropertiesAsync(cancellationToken: cancellationToken)).Value.ContentLength;

            return Resumable(blobLength, length) ?? 0;
        }
        catch (RequestFailedException e) when (e.Status == Conflicts.NotFound)
        {
            return 0;
        }
    }

    public async Task Publish(string name, string pointer, ArtifactPointer artifact, CancellationToken cancellationToken)
    {
        await pointers.Publish(pointer, artifact, cancellationToken);
        await container.DeleteBlobIfExistsAsync(name, cancellationToken: cancellationToken);
    }

    public async Task Discard(string name, SealedBlobWriter writer)
    {
        await container.DeleteBlobIfExistsAsync(name);
        await writer.Delete();
    }

    public void Forget(string name, BlobArtifactUpload upload) => _open.TryRemove(new(name, upload));

    /// <summary>Ends an upload that nobody has written to since <paramref name="limit"/>.</summary>
    public async Task<bool> Sweep(BlobItem item, DateTimeOffset limit, CancellationToken cancellationToken)
    {
        if (item.Properties.LastModified >= limit || _open.ContainsKey(item.Name) || await Record(item.Name, cancellationToken) is not { } record) return false;

        var data = container.GetAppendBlobClient(record.Data);
        if ((await data.ExistsAsync(cancellationToken)).Value && (await data.GetPropertiesAsync(cancellationToken: cancellationToken)).Value.LastModified >= limit) return false;

        await data.DeleteIfExistsAsync(cancellationToken: cancellationToken);

        return (await container.DeleteBlobIfExistsAsync(item.Name, cancellationToken: cancellationToken)).Value;
    }

    /// <summary>
    /// Bytes of content in the whole chunks of a blob; null where nothing can be added: it holds more than the upload has, or its last
    /// chunk, which a finished upload has that was published or died before it was.
    /// </summary>
    private static long? Resumable(long blobLength, long length)
    {
        if (blobLength == 0) return 0;

        var chunks = (blobLength - SealedHeader.Size) / (DataKeys.ChunkSize + SealedChunks.TagSize);
        var received = chunks * DataKeys.ChunkSize;

        return received < length && blobLength == SealedHeader.Size + (chunks * (DataKeys.ChunkSize + SealedChunks.TagSize)) ? received : null;
    }

    private async Task<SealedBlobWriter> Writer(string name, long length, CancellationToken cancellationToken)
    {
        for (; ; )
        {
            var record = await Record(name, cancellationToken) ?? await Begin(name, cancellationToken);
            var blob = container.GetAppendBlobClient(record.Data);

            try
            {
                if (await TryTakeOver(blob, length, cancellationToken) is { } writer) return writer;

                // Not its bytes: they may have been published a moment ago. What has no name is swept.
                await container.DeleteBlobIfExistsAsync(name, cancellationToken: cancellationToken);
            }
            catch (RequestFailedException e) when (e.Status is Conflicts.NotFound)
            {
                // Committed or given up by somebody else meanwhile: its record leads nowhere.
                await container.DeleteBlobIfExistsAsync(name, cancellationToken: cancellationToken);
            }
            catch (RequestFailedException e) when (e.Status is Conflicts.PreconditionFailed)
            {
                // Somebody opened it after us, and lost to us now.
            }
        }
    }

    private async Task<SealedBlobWriter?> TryTakeOver(AppendBlobClient blob, long length, CancellationToken cancellationToken)
    {
        var stamped = await blob.SetMetadataAsync(new Dictionary<string, string>(StringComparer.Ordinal) { [Owner] = Guid.NewGuid().ToString("n") }, cancellationToken: cancellationToken);
        var etag = stamped.Value.ETag;
        var blobLength = (await blob.GetPropertiesAsync(new BlobRequestConditions { IfMatch = etag }, cancellationToken)).Value.ContentLength;

        if (blobLength == 0) return SealedBlobWriter.Begin(blob, await keys.Seal(cancellationToken), etag);

        return Resumable(blobLength, length) is { } received ? await Resume(blob, received, etag, cancellationToken) : null;
    }

    private async Task<SealedBlobWriter> Resume(AppendBlobClient blob, long received, ETag etag, CancellationToken cancellationToken)
    {
        var head = (await blob.DownloadContentAsync(new BlobDownloadOptions { Range = new HttpRange(0, SealedHeader.Size) }, cancellationToken)).Value.Content.ToMemory();
        var chunks = await keys.Open(SealedHeader.Read(head.Span) ?? throw SealedBytes.Damaged($"Blob '{blob.Name}'"), cancellationToken);
        var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // Its end is still to come: none of these chunks is the last.
        var reader = new SealedBlobReader(blob, chunks, received + 1);
        var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);

        try
        {
            for (var offset = 0L; offset < received;)
            {
                var count = (int)Math.Min(ReadSize, received - offset);
                await reader.Read(offset, buffer.AsMemory(0, count), cancellationToken);
                hash.AppendData(buffer, 0, count);
                offset += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return SealedBlobWriter.Resume(blob, chunks, etag, received / DataKeys.ChunkSize, hash);
    }

    private async Task<UploadRecord> Begin(string name, CancellationToken cancellationToken)
    {
        var record = new UploadRecord(BlobNames.NewData());
        // The blob first: a record leads somewhere, or its upload is over.
        await container.GetAppendBlobClient(record.Data).CreateAsync(new AppendBlobCreateOptions(), cancellationToken);

        try
        {
            await container.GetBlobClient(name).UploadAsync(new BinaryData(JsonSerializer.SerializeToUtf8Bytes(record, ArtifactPointerJson.Default.UploadRecord)), new BlobUploadOptions { Conditions = new() { IfNoneMatch = ETag.All } }, cancellationToken);

            return record;
        }
        catch (RequestFailedException e) when (Conflicts.Lost(e))
        {
            await container.DeleteBlobIfExistsAsync(record.Data, cancellationToken: cancellationToken);

            return await Record(name, cancellationToken) ?? await Begin(name, cancellationToken);
        }
    }

    private async Task<UploadRecord?> Record(string name, CancellationToken cancellationToken)
    {
        try
        {
            var content = (await container.GetBlobClient(name).DownloadContentAsync(cancellationToken)).Value.Content;

            return JsonSerializer.Deserialize(content.ToMemory().Span, ArtifactPointerJson.Default.UploadRecord);
        }
        catch (RequestFailedException e) when (e.Status == Conflicts.NotFound)
        {
            return null;
        }
    }
}
