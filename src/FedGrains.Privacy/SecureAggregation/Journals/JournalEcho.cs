namespace FedGrains.Privacy.SecureAggregation;

/// <summary>
/// A site's own statement, shown to it again: by the coordinator, or by a neighbour inside an envelope. The signature proves that the
/// site's journal once was at that position; nobody else can make a site believe that it went back.
/// </summary>
/// <param name="Site">Whose statement it is.</param>
/// <param name="Position">Where its journal was.</param>
/// <param name="Bytes">The signed statement.</param>
internal sealed record JournalEcho(int Site, JournalPosition Position, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The most bytes of an echo: those of a release to 1 024 sites.</summary>
    public const int MaximumBytes = 1 << 16;

    /// <summary>Reads a signed statement of a round; a <see cref="FormatException"/> when it is none. The signature is not checked.</summary>
    public static JournalEcho Parse(ReadOnlySpan<byte> bytes) => Open(bytes).Echo;

    /// <summary>The echo of a statement.</summary>
    public static JournalEcho Of<T>(SignedMessage<T> statement) where T : IWireMessage<T>, IJournaledStatement =>
        new(statement.Body.Site, statement.Body.Position, WireMessage.Encode(statement));

    /// <summary>Whether the statement was signed by <paramref name="key"/>.</summary>
    public bool IsBy(P256Point key) => Open(Bytes.Span).IsBy(key);

    private static (JournalEcho Echo, Func<P256Point, bool> IsBy) Open(ReadOnlySpan<byte> bytes) => WireMessage.Kind(bytes) switch
    {
        MessageKind.MaskedUpload => Open<MaskedUpload>(bytes),
        MessageKind.SurvivorSignature => Open<SurvivorSignature>(bytes),
        MessageKind.ShareRelease => Open<ShareRelease>(bytes),
        _ => throw WireReader.Fault("echo", "it is not a statement of a round"),
    };

    private static (JournalEcho, Func<P256Point, bool>) Open<T>(ReadOnlySpan<byte> bytes) where T : IWireMessage<T>, IJournaledStatement
    {
        var statement = WireMessage.Parse<SignedMessage<T>>(bytes);

        return (Of(statement), statement.IsBy);
    }
}
