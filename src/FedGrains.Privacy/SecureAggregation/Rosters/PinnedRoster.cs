namespace FedGrains.Privacy.SecureAggregation;

/// <summary>
/// The roster that a site goes by. The first is pinned when the site's operator has compared its digest with one that reached them
/// another way, and a quorum of its own sites signed it. Every other is pinned only when a quorum of the roster before signed it.
/// </summary>
/// <param name="Roster">The roster.</param>
/// <param name="Digest">Its digest.</param>
public sealed record PinnedRoster(Roster Roster, Sha256Digest Digest)
{
    /// <summary>Pins a first roster, or says why not.</summary>
    /// <param name="offered">The roster as the coordinator handed it over.</param>
    /// <param name="confirmed">The digest that the operator has from elsewhere.</param>
    /// <param name="site">This site.</param>
    /// <param name="key">This site's long-term public key.</param>
    public static (PinnedRoster? Pinned, Refusal? Refusal) First(SignedRoster offered, Sha256Digest confirmed, SiteId site, P256Point key)
    {
        ArgumentNullException.ThrowIfNull(offered);
        var digest = offered.Roster.Digest();
        var refusal = digest != confirmed
            ? new(RefusalKind.UnconfirmedRoster, $"The roster that was offered has digest {digest}, and {confirmed} was confirmed. Ask the other sites which is theirs.")
            : Safe(offered.Roster) ?? Membership(offered.Roster, site, key) ?? offered.JudgeSignatures(offered.Roster);

        return refusal is null ? (new(offered.Roster, digest), null) : (null, refusal);
    }

    /// <summary>Pins the roster that follows, or says why not. The pinned one again changes nothing.</summary>
    public (PinnedRoster Next, Refusal? Refusal) Replace(SignedRoster offered, SiteId site, P256Point key)
    {
        ArgumentNullException.ThrowIfNull(offered);
        var digest = offered.Roster.Digest();
        if (digest == Digest) return (this, null);

        var refusal = Succession(offered.Roster) ?? Safe(offered.Roster) ?? offered.JudgeSignatures(Roster) ?? Membership(offered.Roster, site, key);

        return refusal is null ? (new(offered.Roster, digest), null) : (this, refusal);
    }

    private Refusal? Succession(Roster next) => next switch
    {
        _ when next.Federation != Roster.Federation => new(RefusalKind.WrongFederation, $"The roster is of {next.Federation}; this site is in {Roster.Federation}."),
        _ when next.Epoch < Roster.Epoch => new(RefusalKind.StaleRoster, $"Roster {next.Epoch} was replaced; this site goes by roster {Roster.Epoch}."),
        _ when next.Epoch == Roster.Epoch => new(RefusalKind.Equivocation, $"There are two rosters {next.Epoch}. Ask the other sites which is theirs."),
        _ when next.Previous != Digest => new(RefusalKind.UnknownRoster, $"Roster {next.Epoch} does not follow roster {Roster.Epoch}. Hand over those between first."),
        _ => null,
    };

    private static Refusal? Safe(Roster roster) =>
        roster.Faults().ToArray() is { Length: > 0 } faults ? new(RefusalKind.UnsafeRoster, string.Join(" ", faults)) : null;

    private static Refusal? Membership(Roster roster, SiteId site, P256Point key) => roster.IndexOf(site) switch
    {
        < 0 => new(RefusalKind.NotAMember, $"{site} is not in roster {roster.Epoch}."),
        var index when !roster.Sites[index].Key.Equals(key) => new(RefusalKind.NotAMember, $"Roster {roster.Epoch} has another key for {site} than this site's."),
        _ => null,
    };
}
