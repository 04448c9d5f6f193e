using System.Security.Cryptography;

namespace FedGrains.Privacy.Sealing;

/// <summary>Seals one update chunk by chunk, front to back. Not thread-safe.</summary>
public sealed class UpdateSealer : IDisposable
{
    private readonly SealContext _context;
    private readonly HpkeSender _sender;
    private readonly byte[] _header;
    private long _chunks;
    private bool _complete;

    /// <summary>A sealer with a fresh key: the same update sealed again is other bytes.</summary>
    /// <param name="recipient">The round's public key.</param>
    /// <param name="context">Where the update belongs.</param>
    /// <param name="format">How it is cut.</param>
    /// <param name="randomness">Where the key comes from.</param>
    /// <param name="firstChunk">The chunk to begin with, when those before it are there already, sealed to the same round under whatever key.</param>
    public UpdateSealer(HpkePublicKey recipient, SealContext context, SealedUpdateFormat format, RandomNumberGenerator randomness, long firstChunk = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstChunk);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(format);
        _context = context;
        _chunks = firstChunk;
        Format = format;
        _sender = new(recipient, context.Encode(), randomness);
        _header = format.WriteHeader(_sender.EncapsulatedKey);
    }

    /// <summary>How the update is cut.</summary>
    public SealedUpdateFormat Format { get; }

    /// <summary>What goes in front of the chunks, <see cref="SealedUpdateFormat.HeaderSize"/> bytes.</summary>
    public ReadOnlySpan<byte> Header => _header;

    /// <summary>Seals the next chunk.</summary>
    /// <param name="plaintext">A full chunk; the last may be shorter, and is empty only when it is the first.</param>
    /// <param name="last">Whether the update ends here.</param>
    /// <param name="sealedChunk">Takes exactly 16 bytes more.</param>
    /// <exception cref="InvalidOperationException">The last chunk has been sealed.</exception>
    /// <exception cref="ArgumentException">The chunk, or the room for it, has not the length it must have.</exception>
    public void Seal(ReadOnlySpan<byte> plaintext, bool last, Span<byte> sealedChunk)
    {
        if (_complete) throw new InvalidOperationException("The update's last chunk has been sealed.");
        if (!Format.IsChunk(plaintext.Length, _chunks, last))
            throw new ArgumentException($"A chunk has {Format.ChunkSize} bytes, and the last 1 to {Format.ChunkSize} or, in an empty update, none. This has {plaintext.Length}.", nameof(plaintext));

        _sender.Context.Seal((ulong)_chunks, _context.EncodeChunk(Format.ChunkSize, _chunks, last), plaintext, sealedChunk);
        _chunks++;
        _complete = last;
    }

    /// <summary>Zeroes the keys.</summary>
    public void Dispose() => _sender.Dispose();
}
