namespace FedGrains.Privacy.SecureAggregation;

/// <summary>Which masked round a survivor's message is for, and whose it says it is.</summary>
/// <param name="Round">The round's number in the protocol.</param>
/// <param name="Site">The site's index in the roster.</param>
public readonly record struct RoundStatement(ulong Round, int Site)
{
    /// <summary>Reads a signature of survivors or a release of shares; a <see cref="FormatException"/> when it is neither. What was uploaded comes with the upload's report.</summary>
    public static RoundStatement Read(ReadOnlySpan<byte> message) => WireMessage.Kind(message) switch
    {
        MessageKind.SurvivorSignature => Of(WireMessage.Parse<SignedMessage<SurvivorSignature>>(message).Body),
        MessageKind.ShareRelease => Of(WireMessage.Parse<SignedMessage<ShareRelease>>(message).Body),
        _ => throw new FormatException("This is neither a signature of survivors nor a release of shares."),
    };

    private static RoundStatement Of(IJournaledStatement statement) => new(statement.Round, statement.Site);
}
