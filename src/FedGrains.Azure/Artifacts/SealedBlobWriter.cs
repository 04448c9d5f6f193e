using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using FedGrains.Azure.Sealing;
using FedGrains.Core.Identifiers;

namespace FedGrains.Azure.Artifacts;

/// <summary>
/// Writes a sealed blob from front to end. Every append carries the ETag of the one before: whoever wrote to the blob meanwhile has taken
/// it over, and this writer is refused. It holds a few megabytes, however long the content is.
/// </summary>
internal sealed class SealedBlobWriter
{
    private const int ChunksAtOnce = 16;

    private readonly AppendBlobClient _blob;
    private readonly SealedChunks _chunks;
    private readonly IncrementalHash _hash;
    private readonly byte[] _chunk;
    private readonly byte[] _sealed;
    private int _inChunk, _inSealed;
    private long _nextChunk;
    private ETag _etag;

    private SealedBlobWriter(AppendBlobClient blob, SealedChunks chunks, IncrementalHash hash, ETag etag, long written)
    {
        (_blob, _chunks, _hash, _etag, _nextChunk) = (blob, chunks, hash, etag, written);
        _chunk = new byte[chunks.Header.ChunkSize];
        _sealed = new byte[SealedHeader.Size + (ChunksAtOnce * chunks.SealedSize)];
    }

    /// <summary>The blob's name.</summary>
    public string Name => _blob.Name;

    /// <summary>Bytes of content taken.</summary>
    public long Length => (_nextChunk * _chunks.Header.ChunkSize) + _inChunk;

    public SealedHeader Header => _chunks.Header;

    /// <summary>Begins a blob.</summary>
    public static async Task<SealedBlobWriter> Create(AppendBlobClient blob, SealedChunks chunks, CancellationToken cancellationToken)
    {
        var made = await blob.CreateAsync(new AppendBlobCreateOptions { Conditions = new() { IfNoneMatch = ETag.All } }, cancellationToken);

        return Begin(blob, chunks, made.Value.ETag);
    }

    /// <summary>Begins in a blob that is there and empty.</summary>
    public static SealedBlobWriter Begin(AppendBlobClient blob, SealedChunks chunks, ETag etag)
    {
        var writer = new SealedBlobWriter(blob, chunks, IncrementalHash.CreateHash(HashAlgorithmName.SHA256), etag, written: 0);
        chunks.Header.Bytes.CopyTo(writer._sealed);
        writer._inSealed = SealedHeader.Size;

        return writer;
    }

    /// <summary>Goes on with a blob that holds <paramref name="written"/> whole chunks, whose content <paramref name="hash"/> has seen.</summary>
    public static SealedBlobWriter Resume(AppendBlobClient blob, SealedChunks chunks, ETag etag, long written, IncrementalHash hash) => new(blob, chunks, hash, etag, written);

    public async ValueTask Append(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _hash.AppendData(bytes.Span);

        while (!bytes.IsEmpty)
        {
            // A full chunk is sealed once there is more: which one is the last shows at the end.
            if (_inChunk == _chunk.Length) await SealChunk(last: false, cancellationToken);

            var count = Math.Min(bytes.Length, _chunk.Length - _inChunk);
            bytes[..count].CopyTo(_chunk.AsMemory(_inChunk));
            _inChunk += count;
            bytes = bytes[count..];
        }
    }

    public Digest Digest() => Core.Identifiers.Digest.FromHash(_hash.GetCurrentHash());

    /// <summary>Writes what is left. Nothing can be appended afterwards.</summary>
    public async Task<ArtifactPointer> Finish(CancellationToken cancellationToken)
    {
        var length = Length;
        await SealChunk(last: true, cancellationToken);
        await Flush(cancellationToken);

        return new(length, Name, _chunks.Header.Bytes.ToArray());
    }

    /// <summary>Writes the chunks that are sealed already. A chunk that is not full stays behind.</summary>
    public async Task Flush(CancellationToken cancellationToken)
    {
        if (_inSealed == 0) return;

        using var content = new MemoryStream(_sealed, 0, _inSealed, writable: false);
        var appended = await _blob.AppendBlockAsync(content, new AppendBlobAppendBlockOptions { Conditions = new() { IfMatch = _etag } }, cancellationToken);
        (_etag, _inSealed) = (appended.Value.ETag, 0);
    }

    /// <summary>Deletes the blob, whoever owns it.</summary>
    public Task Delete() => _blob.DeleteIfExistsAsync();

    private async ValueTask SealChunk(bool last, CancellationToken cancellationToken)
    {
        if (_inSealed + _chunks.SealedSize > _sealed.Length) await Flush(cancellationToken);

        _chunks.Seal(_nextChunk++, last, _chunk.AsSpan(0, _inChunk), _sealed.AsSpan(_inSealed));
        _inSealed += _inChunk + SealedChunks.TagSize;
        _inChunk = 0;
    }
}
