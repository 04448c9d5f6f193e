using System.Security.Cryptography;

using FedGrains.Privacy.Secrets;

namespace FedGrains.Privacy.Sealing;

/// <summary>
/// Seals messages to one public key: HPKE in base mode (RFC 9180, sections 5.1.1 and 5.2) with DHKEM(P-256, HKDF-SHA256), HKDF-SHA256
/// and AES-256-GCM. Base mode proves nothing of the sender: sign what is sealed where that matters. Not thread-safe.
/// </summary>
public sealed class HpkeSender : IDisposable
{
    /// <summary>How many bytes a sealed message has more than its plaintext.</summary>
    public const int Overhead = HpkeSuite.TagSize;

    private readonly HpkeContext _context;
    private ulong _sequence;

    /// <summary>A sender with a fresh ephemeral key.</summary>
    /// <param name="recipient">Whom to seal to.</param>
    /// <param name="info">What both sides know and bind the keys to; the recipient opens nothing under another.</param>
    /// <param name="randomness">Where the ephemeral key comes from: 32 bytes are taken.</param>
    public HpkeSender(HpkePublicKey recipient, ReadOnlySpan<byte> info, RandomNumberGenerator randomness)
        : this(recipient, info, HpkeKeyPair.Generate(randomness))
    {
    }

    /// <summary>A sender with the given ephemeral pair, which it takes over and zeroes at once.</summary>
    internal HpkeSender(HpkePublicKey recipient, ReadOnlySpan<byte> info, HpkeKeyPair ephemeral)
    {
        using (ephemeral)
        {
            ArgumentNullException.ThrowIfNull(recipient);
            using var shared = DiffieHellmanKem.Encapsulate(ephemeral, recipient);
            EncapsulatedKey = ephemeral.PublicKey;
            _context = new(shared, info);
        }
    }

    /// <summary>What the recipient needs beside its private key; public.</summary>
    public HpkePublicKey EncapsulatedKey { get; }

    internal HpkeContext Context => _context;

    /// <summary>Seals the next message.</summary>
    /// <param name="associated">What the recipient must present too; it is not sent along.</param>
    /// <param name="plaintext">The message.</param>
    /// <param name="sealedText">Takes exactly <see cref="Overhead"/> bytes more than the message has.</param>
    public void Seal(ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plaintext, Span<byte> sealedText)
    {
        _context.Seal(_sequence, associated, plaintext, sealedText);
        _sequence = checked(_sequence + 1);
    }

    /// <summary>A secret that the recipient derives too (section 5.3), 1 to 8160 bytes.</summary>
    public SecretBytes Export(ReadOnlySpan<byte> exporterContext, int length) => _context.Export(exporterContext, length);

    /// <summary>Zeroes the keys.</summary>
    public void Dispose() => _context.Dispose();
}
