namespace FedGrains.Privacy.SecureAggregation;

/// <summary>Shares from one site to another: for each round one of the dealer's mask key and one of its self-mask seed, under AES-256-GCM.</summary>
/// <param name="From">The dealer.</param>
/// <param name="To">The recipient.</param>
/// <param name="Nonce">12 random bytes.</param>
/// <param name="Ciphertext">The ciphertext and its tag.</param>
public sealed record ShareEnvelope(int From, int To, ReadOnlyMemory<byte> Nonce, ReadOnlyMemory<byte> Ciphertext) : IWireMessage<ShareEnvelope>
{
    /// <summary>Bytes of a nonce, 12.</summary>
    public const int NonceSize = 12;

    /// <summary>Bytes of a tag, 16.</summary>
    public const int TagSize = 16;

    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.ShareEnvelope;

    /// <inheritdoc/>
    public static ShareEnvelope Read(ref WireReader reader) => new(
        reader.ReadNextIndex("from", -1), reader.ReadNextIndex("to", -1), reader.ReadFixed("nonce", NonceSize).ToArray(),
        reader.ReadBytes("ciphertext", SharePlaintext.MaximumSize(Limits.MaximumRounds) + TagSize).ToArray());

    /// <inheritdoc/>
    public void Write(WireWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt16(From);
        writer.WriteUInt16(To);
        writer.WriteFixed(Nonce.Span);
        writer.WriteBytes(Ciphertext.Span);
    }
}
