using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>R2: a survivor says that this is the list it was shown, and that it will see no other. Signed by the site.</summary>
/// <param name="Scope">The roster.</param>
/// <param name="Round">The round.</param>
/// <param name="Start">The digest of the round's start.</param>
/// <param name="Survivors">The digest of the list.</param>
/// <param name="Site">Who.</param>
/// <param name="Position">The site's journal.</param>
public sealed record SurvivorSignature(Scope Scope, ulong Round, Sha256Digest Start, Sha256Digest Survivors, int Site, JournalPosition Position) : IWireMessage<SurvivorSignature>, IJournaledStatement
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.SurvivorSignature;

    /// <inheritdoc/>
    public static SurvivorSignature Read(ref WireReader reader) => new(
        Scope.Read(ref reader), Batch.ReadRound(ref reader, "round"), reader.ReadDigest("start"), reader.ReadDigest("survivors"), reader.ReadNextIndex("site", -1), JournalPosition.Read(ref reader));

    /// <inheritdoc/>
    public void Write(WireWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Scope.Write(writer);
        writer.WriteUInt64(Round);
        writer.WriteDigest(Start);
        writer.WriteDigest(Survivors);
        writer.WriteUInt16(Site);
        Position.Write(writer);
    }
}

/// <summary>The signatures of a list, with which the coordinator asks for shares.</summary>
/// <param name="Signatures">In the order of the sites, each once.</param>
public sealed record UnmaskRequest(ImmutableArray<SignedMessage<SurvivorSignature>> Signatures) : IWireMessage<UnmaskRequest>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.UnmaskRequest;

    /// <inheritdoc/>
    public static UnmaskRequest Read(ref WireReader reader)
    {
        var request = new UnmaskRequest(reader.ReadMessages<SignedMessage<SurvivorSignature>>("signatures"));
        Order.Require([.. request.Signatures.Select(s => s.Body.Site)], "signatures");

        return request;
    }

    /// <inheritdoc/>
    public void Write(WireWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteMessages(Signatures);
    }

    /// <summary>Why these signatures do not open the list: fewer survivors than the threshold, or one that signed another list.</summary>
    public Refusal? Judge(PinnedRoster pinned, RoundStart start, ImmutableArray<int> survivors, Sha256Digest list)
    {
        ArgumentNullException.ThrowIfNull(pinned);
        ArgumentNullException.ThrowIfNull(start);

        return Signatures.Length < pinned.Roster.Terms.Threshold
            ? new(RefusalKind.TooFewSites, $"{Signatures.Length} survivors signed the list of round {start.Round}; it takes {pinned.Roster.Terms.Threshold}.")
            : Signatures.Select(s => RoundRules.Judge(s, pinned, start, survivors, list)).FirstOrDefault(refusal => refusal is not null);
    }
}
