using System.Buffers;
using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using FedGrains.Azure.Sealing;

namespace FedGrains.Azure.Artifacts;

/// <summary>Reads ranges of a sealed blob: the chunks that hold the range are fetched in one request, and opened one by one.</summary>
/// <param name="blob">The blob.</param>
/// <param name="chunks">What opens it.</param>
/// <param name="length">Bytes of the content.</param>
internal sealed class SealedBlobReader(BlobBaseClient blob, SealedChunks chunks, long length)
{
    public async ValueTask Read(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (buffer.IsEmpty) return;

        var range = RangeOf(offset, buffer.Length);
        var fetched = ArrayPool<byte>.Shared.Rent(range.Bytes);

        try
        {
            var download = await blob.DownloadStreamingAsync(range.ToOptions(), cancellationToken);
            await using var content = download.Value.Content;
            await content.ReadExactlyAsync(fetched.AsMemory(0, range.Bytes), cancellationToken);
            Open(range, fetched, offset, buffer.Span);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(fetched);
        }
    }

    public void Read(long offset, Span<byte> buffer)
    {
        if (buffer.IsEmpty) return;

        var range = RangeOf(offset, buffer.Length);
        var fetched = ArrayPool<byte>.Shared.Rent(range.Bytes);

        try
        {
            using var content = blob.DownloadStreaming(range.ToOptions()).Value.Content;
            content.ReadExactly(fetched.AsSpan(0, range.Bytes));
            Open(range, fetched, offset, buffer);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(fetched);
        }
    }

    private ChunkRange RangeOf(long offset, int count)
    {
        var size = chunks.Header.ChunkSize;
        var (first, last) = (offset / size, (offset + count - 1) / size);
        var end = Math.Min(chunks.PositionOf(last + 1), chunks.PositionOf(0) + length + (chunks.CountFor(length) * SealedChunks.TagSize));

        return new(first, last, chunks.PositionOf(first), (int)(end - chunks.PositionOf(first)));
    }

    private void Open(ChunkRange range, byte[] fetched, long offset, Span<byte> buffer)
    {
        var size = chunks.Header.ChunkSize;
        var end = chunks.CountFor(length) - 1;
        byte[]? whole = null;

        try
        {
            for (var n = range.First; n <= range.Last; n++)
            {
                var begins = n * size;
                var plain = (int)Math.Min(size, length - begins);
                var bytes = fetched.AsSpan((int)(chunks.PositionOf(n) - range.Position), plain + SealedChunks.TagSize);
                var (from, to) = (Math.Max(offset, begins), Math.Min(offset + buffer.Length, begins + plain));
                var part = buffer[(int)(from - offset)..(int)(to - offset)];

                if (part.Length == plain)
                {
                    chunks.Open(n, n == end, bytes, part);
                    continue;
                }

                whole ??= ArrayPool<byte>.Shared.Rent(size);
                chunks.Open(n, n == end, bytes, whole.AsSpan(0, plain));
                whole.AsSpan((int)(from - begins), part.Length).CopyTo(part);
            }
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw SealedBytes.Damaged($"Blob '{blob.Name}'", e);
        }
        finally
        {
            if (whole is not null) ArrayPool<byte>.Shared.Return(whole);
        }
    }

    private readonly record struct ChunkRange(long First, long Last, long Position, int Bytes)
    {
        public BlobDownloadOptions ToOptions() => new() { Range = new HttpRange(Position, Bytes) };
    }
}
