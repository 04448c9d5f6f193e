namespace FedGrains.Privacy.SecureAggregation;

/// <summary>What every statement is bound to, so that it means nothing anywhere else.</summary>
/// <param name="Federation">The federation.</param>
/// <param name="Epoch">The epoch of the roster.</param>
/// <param name="Roster">The digest of the roster.</param>
public sealed record Scope(FederationName Federation, ulong Epoch, Sha256Digest Roster)
{
    /// <summary>The scope of statements under a roster.</summary>
    public static Scope Of(PinnedRoster pinned)
    {
        ArgumentNullException.ThrowIfNull(pinned);
        return new(pinned.Roster.Federation, pinned.Roster.Epoch, pinned.Digest);
    }

    /// <summary>Why a statement of this scope does not belong under a roster, or null when it does.</summary>
    public Refusal? Judge(PinnedRoster pinned)
    {
        ArgumentNullException.ThrowIfNull(pinned);
        return this switch
        {
            _ when Federation != pinned.Roster.Federation => new(RefusalKind.WrongFederation, $"The message is for {Federation}, and this is {pinned.Roster.Federation}."),
            _ when Epoch < pinned.Roster.Epoch => new(RefusalKind.StaleRoster, $"The message is bound to roster {Epoch}, and roster {pinned.Roster.Epoch} has replaced it."),
            _ when Roster != pinned.Digest => new(RefusalKind.UnknownRoster, $"The message is bound to a roster {Epoch} that is not the one pinned here."),
            _ => null,
        };
    }

    internal static Scope Read(ref WireReader reader) => new(FederationName.Parse(reader.ReadText("federation")), reader.ReadUInt64("epoch"), reader.ReadDigest("roster"));

    internal void Write(WireWriter writer)
    {
        writer.WriteText(Federation.Value);
        writer.WriteUInt64(Epoch);
        writer.WriteDigest(Roster);
    }
}
