using FedGrains.Privacy.Secrets;

namespace FedGrains.Privacy.Sealing;

/// <summary>Opens what a <see cref="HpkeSender"/> sealed, in the same order (RFC 9180, sections 5.1.1 and 5.2). Not thread-safe.</summary>
public sealed class HpkeRecipient : IDisposable
{
    private readonly HpkeContext _context;
    private ulong _sequence;

    /// <summary>A recipient of one sender.</summary>
    /// <param name="encapsulatedKey">What the sender sent along. A <see cref="SealException"/> when it is not a point of P-256.</param>
    /// <param name="keys">The pair that was sealed to.</param>
    /// <param name="info">What the sender bound the keys to.</param>
    public HpkeRecipient(ReadOnlySpan<byte> encapsulatedKey, HpkeKeyPair keys, ReadOnlySpan<byte> info)
    {
        ArgumentNullException.ThrowIfNull(keys);
        using var shared = DiffieHellmanKem.Decapsulate(encapsulatedKey, keys);
        _context = new(shared, info);
    }

    internal HpkeContext Context => _context;

    /// <summary>Opens the next message. A <see cref="SealException"/> when it does not open; the same place in the order is then tried again.</summary>
    /// <param name="associated">What the sender presented.</param>
    /// <param name="sealedText">The sealed message.</param>
    /// <param name="plaintext">Takes exactly <see cref="HpkeSender.Overhead"/> bytes fewer than the sealed message has.</param>
    public void Open(ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedText, Span<byte> plaintext)
    {
        _context.Open(_sequence, associated, sealedText, plaintext);
        _sequence = checked(_sequence + 1);
    }

    /// <summary>A secret that the sender derives too (section 5.3), 1 to 8160 bytes.</summary>
    public SecretBytes Export(ReadOnlySpan<byte> exporterContext, int length) => _context.Export(exporterContext, length);

    /// <summary>Zeroes the keys.</summary>
    public void Dispose() => _context.Dispose();
}
