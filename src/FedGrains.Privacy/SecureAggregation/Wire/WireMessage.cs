namespace FedGrains.Privacy.SecureAggregation;

/// <summary>The frame of every message: <c>FGSA</c>, version 1, the kind; then what the kind says, to the last byte.</summary>
public static class WireMessage
{
    /// <summary>Bytes before a message's own.</summary>
    public const int PrefixBytes = 6;

    private const byte Version = 1;

    private static ReadOnlySpan<byte> Magic => "FGSA"u8;

    /// <summary>The canonical bytes of a message.</summary>
    public static byte[] Encode<T>(T message) where T : IWireMessage<T>
    {
        ArgumentNullException.ThrowIfNull(message);
        var writer = new WireWriter();
        writer.WriteFixed(Magic);
        writer.WriteUInt8(Version);
        writer.WriteUInt8((byte)T.Kind);
        message.Write(writer);

        return writer.Finish();
    }

    /// <summary>Reads a message. Bytes that are not exactly one message of this kind in canonical form throw a <see cref="FormatException"/>, and never anything else.</summary>
    public static T Parse<T>(ReadOnlySpan<byte> bytes) where T : IWireMessage<T>
    {
        var reader = new WireReader(bytes);
        var kind = Kind(ref reader);
        if (kind != T.Kind) throw new FormatException($"This is a message of kind {(byte)kind}, where {T.Kind} ({(byte)T.Kind}) is needed.");

        var message = T.Read(ref reader);
        reader.End();

        return message;
    }

    /// <summary>The kind of a message, or null when these are no message's bytes.</summary>
    public static MessageKind? Kind(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= PrefixBytes && bytes.StartsWith(Magic) && bytes[Magic.Length] == Version ? (MessageKind)bytes[PrefixBytes - 1] : null;

    /// <summary>The digest of a message's canonical bytes.</summary>
    public static Sha256Digest Digest<T>(T message) where T : IWireMessage<T> => Sha256Digest.Of(Encode(message));

    private static MessageKind Kind(ref WireReader reader)
    {
        var prefix = reader.ReadFixed("prefix", PrefixBytes);

        return Kind(prefix) ?? throw WireReader.Fault("prefix", "these are not the bytes of an FG-SecAgg/1 message");
    }
}
