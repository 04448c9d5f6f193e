using System.Buffers;
using System.Security.Cryptography;

using FedGrains.Gateway.Refusals;
using FedGrains.Privacy.Sealing;

using Grpc.Core;

namespace FedGrains.Gateway.Updates;

/// <summary>A sealed update as it comes in, opened chunk by chunk: a chunk that did not arrive whole has not arrived. Throws the refusal of what does not open.</summary>
internal sealed class SealedBody : IDisposable
{
    private readonly Stream _body;
    private readonly UpdateOpener _opener;
    private readonly long _length;
    private readonly byte[] _sealed, _opened;
    private long _at;

    private SealedBody(Stream body, UpdateOpener opener, long length, long offset)
    {
        (_body, _opener, _length, _at) = (body, opener, length, offset);
        var largest = (int)Math.Min(opener.Format.ChunkSize, length);
        _sealed = ArrayPool<byte>.Shared.Rent(largest + HpkeSender.Overhead);
        _opened = ArrayPool<byte>.Shared.Rent(largest);
    }

    /// <summary>Reads the header.</summary>
    /// <param name="body">The header, and the chunks from that on which <paramref name="offset"/> lies in.</param>
    /// <param name="keys">The round's key pair; it is not needed after this call.</param>
    /// <param name="context">Where the update must belong.</param>
    /// <param name="length">The update's bytes once opened.</param>
    /// <param name="offset">The first byte that is wanted.</param>
    /// <param name="cancellation">Ends the wait for the body.</param>
    public static async Task<SealedBody> Begin(Stream body, HpkeKeyPair keys, SealContext context, long length, long offset, CancellationToken cancellation)
    {
        var header = new byte[SealedUpdateFormat.HeaderSize];
        if (await body.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellation) < header.Length) throw Truncated(offset, length);

        return new(body, Opener(header, keys, context), length, offset);
    }

    /// <summary>The next bytes of the update, good until the next call; empty once it is complete.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> Next(CancellationToken cancellation)
    {
        if (_at == _length) return default;

        var index = _at / _opener.Format.ChunkSize;
        var start = index * _opener.Format.ChunkSize;
        var count = (int)Math.Min(_opener.Format.ChunkSize, _length - start);
        var chunk = _sealed.AsMemory(0, count + HpkeSender.Overhead);

        if (await _body.ReadAtLeastAsync(chunk, chunk.Length, throwOnEndOfStream: false, cancellation) < chunk.Length) throw Truncated(_at, _length);

        Open(index, chunk.Span, _opened.AsSpan(0, count), last: start + count == _length);
        var wanted = _opened.AsMemory(0, count)[(int)(_at - start)..];
        _at = start + count;

        return wanted;
    }

    public void Dispose()
    {
        _opener.Dispose();
        CryptographicOperations.ZeroMemory(_opened);
        ArrayPool<byte>.Shared.Return(_opened);
        ArrayPool<byte>.Shared.Return(_sealed);
    }

    private void Open(long index, ReadOnlySpan<byte> chunk, Span<byte> opened, bool last)
    {
        try
        {
            _opener.Open(index, last, chunk, opened);
        }
        catch (SealException)
        {
            throw Broken();
        }
    }

    private static UpdateOpener Opener(byte[] header, HpkeKeyPair keys, SealContext context)
    {
        UpdateOpener opener;

        try
        {
            opener = new(header, keys, context);
        }
        catch (SealException)
        {
            throw Broken();
        }

        if (opener.Format.ChunkSize <= SealedUpdateFormat.DefaultChunkSize) return opener;

        using (opener) throw Refusal.Invalid("broken-seal", $"update: it is sealed in chunks of {opener.Format.ChunkSize} bytes; seal it in chunks of at most {SealedUpdateFormat.DefaultChunkSize}.");
    }

    private static RpcException Broken() => Refusal.Invalid("broken-seal", "update: it does not open: it was changed on its way, or is sealed for another round, node, model, configuration or roster. Seal it to round_key of this round's assignment and send it again.");

    private static RpcException Truncated(long received, long length) => Refusal.Invalid("truncated", $"update: the upload ended after {received} of {length} bytes. Call again and go on from there.");
}
