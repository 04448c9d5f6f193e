namespace FedGrains.Privacy.SecureAggregation;

/// <summary>A message and its maker's signature over all of it, kind and version included.</summary>
/// <param name="Body">The message.</param>
/// <param name="Signature">64 bytes, r and s; not checked until <see cref="IsBy"/> says so.</param>
public sealed record SignedMessage<T>(T Body, ReadOnlyMemory<byte> Signature) : IWireMessage<SignedMessage<T>>
    where T : IWireMessage<T>
{
    static MessageKind IWireMessage<SignedMessage<T>>.Kind => T.Kind;

    static SignedMessage<T> IWireMessage<SignedMessage<T>>.Read(ref WireReader reader) => new(T.Read(ref reader), reader.ReadFixed("signature", P256Point.SignatureSize).ToArray());

    /// <inheritdoc/>
    public void Write(WireWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Body.Write(writer);
        writer.WriteFixed(Signature.Span);
    }

    /// <summary>Whether the signature is that of <paramref name="key"/>.</summary>
    public bool IsBy(P256Point key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Verifies(Statement.Of(Body), Signature.Span);
    }
}

/// <summary>The bytes that are signed: a prefix that no other statement of a federation has, and the message.</summary>
public static class Statement
{
    private static ReadOnlySpan<byte> Prefix => "FG-SecAgg/1 statement\n"u8;

    /// <summary>What the maker of <paramref name="body"/> signs.</summary>
    public static byte[] Of<T>(T body) where T : IWireMessage<T> => [.. Prefix, .. WireMessage.Encode(body)];

    /// <summary>Signs a message.</summary>
    public static SignedMessage<T> Sign<T>(T body, IStatementSigner signer) where T : IWireMessage<T>
    {
        ArgumentNullException.ThrowIfNull(signer);
        return new(body, signer.Sign(Of(body)));
    }
}
