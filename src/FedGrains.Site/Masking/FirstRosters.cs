using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Site.Masking;

/// <summary>What a site makes of a roster before it has pinned one.</summary>
internal static class FirstRosters
{
    /// <summary>The roster, pinned, when nothing is wrong with it and enough of its sites have signed; else why not. That too few have signed is the one reason that time mends.</summary>
    public static (PinnedRoster? Pinned, Refusal? Refusal) Judge(SignedRoster offered, MaskingParty party)
    {
        var roster = offered.Roster;

        return roster.Federation == party.Federation
            ? PinnedRoster.First(offered, roster.Digest(), party.Self.Site, party.Self.Key)
            : (null, new(RefusalKind.WrongFederation, $"The roster is of {roster.Federation}; this site is in {party.Federation}."));
    }

    /// <summary>Whether a refusal says no more than that signatures are missing.</summary>
    public static bool IsIncomplete(this Refusal? refusal) => refusal is { Kind: RefusalKind.TooFewRosterSignatures };

    /// <summary>Whether a site's signature is there. That it is a good one was judged with the roster.</summary>
    public static bool IsSignedBy(this SignedRoster roster, SiteId site) => roster.Signatures.Any(s => s.Site == site);
}
