using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;

using FedGrains.Privacy.Sealing;
using FedGrains.Protocol.V1;

using Google.Protobuf;

namespace FedGrains.Site.Gateway;

/// <summary>The body of an upload: the signed report, and then the update from a byte on, sealed while it is sent.</summary>
/// <param name="report">The report.</param>
/// <param name="offset">The first byte that is wanted; the chunk that it lies in is sent whole.</param>
/// <param name="update">The update.</param>
/// <param name="moved">Told that bytes have gone.</param>
/// <param name="sent">Told how many wanted bytes have gone with each chunk.</param>
internal sealed class UpdateContent(SignedReport report, long offset, SealedUpdate update, Action moved, Action<int> sent) : HttpContent
{
    private const int PieceSize = 256 << 10;

    private readonly SealedUpdateFormat _format = SealedUpdateFormat.Default;

    private long FirstChunk => offset / _format.ChunkSize;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Prefix(), cancellationToken);

        if (offset < update.Length) await Seal(stream, cancellationToken);
    }

    protected override bool TryComputeLength(out long bytes)
    {
        bytes = sizeof(int) + report.CalculateSize() + (offset < update.Length ? _format.SealedLength(update.Length) - (FirstChunk * _format.SealedChunkSize) : 0);

        return true;
    }

    private async Task Seal(Stream stream, CancellationToken cancellation)
    {
        using var sealer = update.Seal(FirstChunk);
        var largest = (int)Math.Min(_format.ChunkSize, update.Length);
        var (plain, chunk) = (new byte[largest], new byte[largest + HpkeSender.Overhead]);

        try
        {
            await stream.WriteAsync(sealer.Header.ToArray(), cancellation);

            for (var at = FirstChunk * _format.ChunkSize; at < update.Length; at += _format.ChunkSize)
            {
                var count = (int)Math.Min(_format.ChunkSize, update.Length - at);
                await update.Read(at, plain.AsMemory(0, count), cancellation);
                sealer.Seal(plain.AsSpan(0, count), last: at + count == update.Length, chunk.AsSpan(0, count + HpkeSender.Overhead));
                await Send(stream, chunk.AsMemory(0, count + HpkeSender.Overhead), cancellation);
                sent((int)(at + count - Math.Max(at, offset)));
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    // In pieces, so that a slow line is seen to move.
    private async Task Send(Stream stream, ReadOnlyMemory<byte> chunk, CancellationToken cancellation)
    {
        for (var at = 0; at < chunk.Length; at += PieceSize, moved())
            await stream.WriteAsync(chunk.Slice(at, Math.Min(PieceSize, chunk.Length - at)), cancellation);
    }

    private byte[] Prefix()
    {
        var prefix = new byte[sizeof(int) + report.CalculateSize()];
        BinaryPrimitives.WriteInt32LittleEndian(prefix, report.CalculateSize());
        report.WriteTo(prefix.AsSpan(sizeof(int)));

        return prefix;
    }
}
