using System.Security.Cryptography;

using FedGrains.Privacy.Secrets;

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
        : this(recipient, context, format, HpkeKeyPair.Generate(randomness), firstChunk)
    {
    }

    private UpdateSealer(HpkePublicKey recipient, SealContext context, SealedUpdateFormat format, HpkeKeyPair ephemeral, long firstChunk)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstChunk);
        using var owned = ephemeral;
        _chunks = firstChunk;
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(format);
        _context = context;
        Format = format;
        _sender = new(recipient, context.Encode(), ephemeral);
        _header = format.WriteHeader(_sender.EncapsulatedKey);
    }

    /// <summary>How the update is cut.</summary>
    public SealedUpdateFormat Format { get; }

    /// <summary>What goes in front of the chunks, <see cref="SealedUpdateFormat.HeaderSize"/> bytes.</summary>
    public ReadOnlySpan<byte> Header => _header;

    /// <summary>
    /// A sealer that makes the same bytes of the same update each time, for a site that crashed and does its round again: the key comes
    /// from <paramref name="seed"/>, the recipient, the context, the chunk size and the update's digest, so two updates never share one.
    /// </summary>
    /// <param name="recipient">The round's public key.</param>
    /// <param name="context">Where the update belongs.</param>
    /// <param name="format">How it is cut.</param>
    /// <param name="seed">At least 32 secret random bytes that the site keeps for the round.</param>
    /// <param name="updateDigest">The SHA-256 digest of the whole plaintext, 32 bytes. It must be the digest of what is then sealed.</param>
    public static UpdateSealer Repeatable(HpkePublicKey recipient, SealContext context, SealedUpdateFormat format, SecretBytes seed, ReadOnlySpan<byte> updateDigest)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(seed);
        if (seed.Length < HpkeKeyPair.PrivateKeySize) throw new ArgumentException($"A seed has at least {HpkeKeyPair.PrivateKeySize} bytes, and this has {seed.Length}.", nameof(seed));
        if (updateDigest.Length != SHA256.HashSizeInBytes) throw new ArgumentException($"A SHA-256 digest has {SHA256.HashSizeInBytes} bytes, and this has {updateDigest.Length}.", nameof(updateDigest));

        var info = new CanonicalEncoding("FedGrains/update/v1/ephemeral").Add(recipient.Bytes).Add(context.Encode()).Add(format.ChunkSize).Add(updateDigest).ToArray();
        using var ikm = SecretBytes.Zeroed(HpkeKeyPair.PrivateKeySize);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, seed.Span, ikm.Writable, salt: [], info);

        return new(recipient, context, format, HpkeKeyPair.Derive(ikm.Span), firstChunk: 0);
    }

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
