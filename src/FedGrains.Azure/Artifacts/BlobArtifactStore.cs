using System.Buffers;
using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using FedGrains.Azure.Connections;
using FedGrains.Azure.Sealing;
using FedGrains.Core.Identifiers;
using FedGrains.Storage.Artifacts;

namespace FedGrains.Azure.Artifacts;

/// <summary>
/// Artifacts in a container that many processes share. A content lies sealed under <c>data/</c>; a small blob under its digest,
/// <c>artifacts/…</c> or <c>areas/{area}/…</c>, leads to it and makes it visible. Nothing that a storage account's owner can read says more
/// than lengths and digests.
/// </summary>
internal sealed class BlobArtifactStore : IArtifactStore
{
    private const int CopySize = 1 << 20;
    private const string StageLength = "length";

    private readonly BlobContainerClient _container;
    private readonly DataKeys _keys;
    private readonly TimeProvider _clock;
    private readonly BlobNames _names;
    private readonly ArtifactPointers _pointers;
    private readonly UploadBlobs _uploads;
    private readonly Dictionary<string, BlobArtifactStage> _stages;

    public BlobArtifactStore(BlobContainerClient container, DataKeys keys, TimeProvider clock)
    {
        (_container, _keys, _clock, _names, _pointers, _stages) = (container, keys, clock, new(area: null), new(container), new(StringComparer.Ordinal));
        _uploads = new(container, keys, _pointers);
    }

    private BlobArtifactStore(BlobArtifactStore parent, BlobNames names) =>
        (_container, _keys, _clock, _names, _pointers, _uploads, _stages) = (parent._container, parent._keys, parent._clock, names, parent._pointers, parent._uploads, parent._stages);

    public IArtifactStore Area(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new BlobArtifactStore(this, _names.Area(name));
    }

    public Task DeleteArea(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Writing($"area '{name}'", () => _pointers.DeleteFolder(BlobNames.FolderOf(name), cancellationToken));
    }

    public async ValueTask<long?> Length(Digest digest, CancellationToken cancellationToken = default) =>
        await Reading(digest, async () => (await _pointers.Read(_names.PointerOf(digest), cancellationToken))?.Length);

    public async ValueTask Read(Digest digest, long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);

        await Reading(digest, async () =>
        {
            var name = _names.PointerOf(digest);
            var pointer = await _pointers.Find(name, cancellationToken) ?? throw new ArtifactNotFoundException(digest);

            try
            {
                await Read(digest, pointer, offset, buffer, cancellationToken);
            }
            catch (RequestFailedException e) when (e.Status == Conflicts.NotFound)
            {
                // Deleted, and perhaps stored again, since it was remembered.
                pointer = await _pointers.Read(name, cancellationToken) ?? throw new ArtifactNotFoundException(digest);
                await Read(digest, pointer, offset, buffer, cancellationToken);
            }

            return true;
        });
    }

    public Stream Open(Digest digest)
    {
        try
        {
            var pointer = _pointers.FindNow(_names.PointerOf(digest)) ?? throw new ArtifactNotFoundException(digest);

            return new SealedBlobStream(ct => Reader(pointer, ct), pointer.Length);
        }
        catch (Exception e) when (AzureFailure.Explains(e))
        {
            throw AzureFailure.Reading($"artifact {digest}", e);
        }
    }

    public Task<Digest> Put(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        content.Length <= CopySize ? PutWhole(content, cancellationToken) : Put(writer => writer.Append(content, cancellationToken).AsTask(), cancellationToken);

    public Task<Digest> Put(Stream content, CancellationToken cancellationToken = default) => Put(
        async writer =>
        {
            var buffer = ArrayPool<byte>.Shared.Rent(CopySize);

            try
            {
                for (int count; (count = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)) > 0;)
                    await writer.Append(buffer.AsMemory(0, count), cancellationToken);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        },
        cancellationToken);

    public async Task<IArtifactUpload> Upload(string uploadId, long length, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);

        return await Writing($"upload '{uploadId}'", () => _uploads.Open(uploadId, _names.UploadOf(uploadId), length, _names.PointerOf, cancellationToken));
    }

    public async ValueTask<long> Received(string uploadId, long length, CancellationToken cancellationToken = default) =>
        await Writing($"upload '{uploadId}'", () => _uploads.Received(_names.UploadOf(uploadId), length, cancellationToken));

    public async Task<IArtifactStage> Stage(string stageId, long length, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var folder = _names.StageOf(stageId);
        BlobArtifactStage? stage;

        lock (_stages) _stages.TryGetValue(folder, out stage);

        if (stage is null)
        {
            var agreed = await Writing($"stage '{stageId}'", () => AgreeOnLength(folder, length, cancellationToken));

            lock (_stages)
            {
                if (!_stages.TryGetValue(folder, out stage))
                    _stages.Add(folder, stage = new(stageId, folder, agreed, _container, _keys, _pointers, _names.PointerOf, closed: () => Close(folder)));
            }
        }

        return stage.Length == length ? stage : throw new ArtifactLengthException($"Stage '{stageId}' is open for {stage.Length} bytes, not for {length}.", stage.Length);
    }

    public Task Delete(Digest digest, CancellationToken cancellationToken = default) => Writing($"artifact {digest}", () => _pointers.Delete(_names.PointerOf(digest), cancellationToken));

    public Task<int> Sweep(TimeSpan olderThan, CancellationToken cancellationToken = default) =>
        Writing("leftovers", () => new LeftoverBlobs(_container, _uploads, _pointers, Close).Sweep(_clock.GetUtcNow() - olderThan, cancellationToken));

    private async Task Read(Digest digest, ArtifactPointer pointer, long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        ArtifactLengthException.ThrowIfOutside($"artifact {digest}", offset, buffer.Length, pointer.Length);
        await (await Reader(pointer, cancellationToken)).Read(offset, buffer, cancellationToken);
    }

    private async ValueTask<SealedBlobReader> Reader(ArtifactPointer pointer, CancellationToken cancellationToken)
    {
        var header = SealedHeader.Read(pointer.Header) ?? throw SealedBytes.Damaged($"The name of blob '{pointer.Data}'");

        return new(_container.GetBlobBaseClient(pointer.Data), await _keys.Open(header, cancellationToken), pointer.Length);
    }

    private Task<Digest> PutWhole(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => Writing("an artifact", async () =>
    {
        var digest = Digest.Of(content.Span);
        var chunks = await _keys.Seal(cancellationToken);
        var data = BlobNames.NewData();
        await _container.GetBlobClient(data).UploadAsync(new BinaryData(SealedBytes.Seal(chunks, content.Span)), overwrite: true, cancellationToken);
        await _pointers.Publish(_names.PointerOf(digest), new(content.Length, data, chunks.Header.Bytes.ToArray()), cancellationToken);

        return digest;
    });

    private Task<Digest> Put(Func<SealedBlobWriter, Task> write, CancellationToken cancellationToken) => Writing("an artifact", async () =>
    {
        var writer = await SealedBlobWriter.Create(_container.GetAppendBlobClient(BlobNames.NewData()), await _keys.Seal(cancellationToken), cancellationToken);

        try
        {
            await write(writer);
            var digest = writer.Digest();
            await _pointers.Publish(_names.PointerOf(digest), await writer.Finish(cancellationToken), cancellationToken);

            return digest;
        }
        catch
        {
            await writer.Delete();
            throw;
        }
    });

    // Whoever comes first says how long it is.
    private async Task<long> AgreeOnLength(string folder, long length, CancellationToken cancellationToken)
    {
        var blob = _container.GetBlobClient(folder + StageLength);

        try
        {
            await blob.UploadAsync(BinaryData.FromString(length.ToString(CultureInfo.InvariantCulture)), new BlobUploadOptions { Conditions = new() { IfNoneMatch = ETag.All } }, cancellationToken);

            return length;
        }
        catch (RequestFailedException e) when (Conflicts.Lost(e))
        {
            return long.Parse((await blob.DownloadContentAsync(cancellationToken)).Value.Content.ToString(), CultureInfo.InvariantCulture);
        }
    }

    private void Close(string folder)
    {
        lock (_stages) _stages.Remove(folder);
    }

    private static async Task<T> Reading<T>(Digest digest, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (AzureFailure.Explains(e))
        {
            throw AzureFailure.Reading($"artifact {digest}", e);
        }
    }

    private static async Task<T> Writing<T>(string what, Func<Task<T>> write)
    {
        try
        {
            return await write();
        }
        catch (Exception e) when (AzureFailure.Explains(e))
        {
            throw AzureFailure.Writing(what, e);
        }
    }

    private static Task<bool> Writing(string what, Func<Task> write) => Writing(what, async () =>
    {
        await write();
        return true;
    });
}
