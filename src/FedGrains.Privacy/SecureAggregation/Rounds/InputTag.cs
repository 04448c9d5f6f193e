using System.Runtime.InteropServices;
using System.Security.Cryptography;

using FedGrains.Privacy.Secrets;
using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>
/// By what a site knows its own input of a round again: what it promises before it masks. GMAC (NIST SP 800-38D) under a secret of the round, which nobody who could make two inputs
/// with one tag has, and which costs a tenth of a hash. SHA-256 over the tags of pieces of 2^24 words, each under a nonce of its own. It stays at the site.
/// </summary>
public static class InputTag
{
    /// <summary>Bytes of a key.</summary>
    public const int KeySize = 32;

    private const int PieceWords = 1 << 24;
    private const int NonceSize = 12, TagSize = 16;

    /// <summary>The tag of an update that is about to be masked.</summary>
    /// <param name="update">The update.</param>
    /// <param name="key">The site's secret of the round, 32 bytes, used for this alone. Another length throws an <see cref="ArgumentException"/>.</param>
    public static Sha256Digest Of(NoisedUpdate update, SecretBytes key)
    {
        ArgumentNullException.ThrowIfNull(update);
        ArgumentNullException.ThrowIfNull(key);
        if (key.Length != KeySize) throw new ArgumentException($"A key has {KeySize} bytes, and this has {key.Length}.", nameof(key));

        return Of(update.Words, key, PieceWords);
    }

    internal static Sha256Digest Of(ReadOnlySpan<uint> words, SecretBytes key, int pieceWords)
    {
        using var cipher = new AesGcm(key.Span, TagSize);
        var pieces = Math.Max(1, (words.Length + pieceWords - 1) / pieceWords);
        var tags = new byte[pieces * TagSize];
        Span<byte> nonce = stackalloc byte[NonceSize];

        for (var piece = 0; piece < pieces; piece++)
        {
            var from = piece * pieceWords;
            BitConverter.TryWriteBytes(nonce, piece);
            cipher.Encrypt(nonce, [], [], tags.AsSpan(piece * TagSize, TagSize), MemoryMarshal.AsBytes(words.Slice(from, Math.Min(pieceWords, words.Length - from))));
        }

        return Sha256Digest.Of(tags);
    }
}
