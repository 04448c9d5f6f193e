namespace FedGrains.Privacy.Sealing;

/// <summary>
/// Opens the chunks of one sealed update, in any order. Chunks are the update only together: whoever reads them in part must know
/// the sealed update's whole length from elsewhere, and say of its last chunk that it is the last. Not thread-safe.
/// </summary>
public sealed class UpdateOpener : IDisposable
{
    private readonly SealContext _context;
    private readonly HpkeRecipient _recipient;

    /// <summary>An opener for the update that begins with <paramref name="header"/>. A <see cref="SealException"/> when it is no header.</summary>
    /// <param name="header">The sealed update's first <see cref="SealedUpdateFormat.HeaderSize"/> bytes.</param>
    /// <param name="keys">The round's key pair.</param>
    /// <param name="context">Where the update must belong.</param>
    public UpdateOpener(ReadOnlySpan<byte> header, HpkeKeyPair keys, SealContext context)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(context);
        _context = context;
        Format = SealedUpdateFormat.ReadHeader(header, out var encapsulatedKey);
        _recipient = new(encapsulatedKey, keys, context.Encode());
    }

    /// <summary>How the update is cut.</summary>
    public SealedUpdateFormat Format { get; }

    /// <summary>Opens a chunk, or throws a <see cref="SealException"/> and leaves zeroes.</summary>
    /// <param name="index">The chunk's place, from 0.</param>
    /// <param name="last">Whether the update ends with it.</param>
    /// <param name="sealedChunk">The chunk as it was sealed.</param>
    /// <param name="plaintext">Takes exactly 16 bytes fewer.</param>
    public void Open(long index, bool last, ReadOnlySpan<byte> sealedChunk, Span<byte> plaintext)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (!Format.IsChunk(sealedChunk.Length - HpkeSender.Overhead, index, last)) throw new SealException();

        _recipient.Context.Open((ulong)index, _context.EncodeChunk(Format.ChunkSize, index, last), sealedChunk, plaintext);
    }

    /// <summary>Zeroes the keys.</summary>
    public void Dispose() => _recipient.Dispose();
}
