namespace FedGrains.Privacy.SecureAggregation;

/// <summary>What a site does about rosters.</summary>
internal static class RosterSteps
{
    public static SiteStep Replace(SiteState state, SiteIdentity me, SignedRoster offered)
    {
        var (next, refusal) = state.Pinned.Replace(offered, me.Site, me.Key);

        return refusal is not null ? SiteStep.Refused(state, refusal)
            : SiteStep.Done(next.Digest == state.Pinned.Digest ? state : state.With(next), SiteProgress.RosterPinned);
    }

    /// <summary>Signs a roster that the operator agreed to: one an epoch.</summary>
    public static SiteStep Sign(SiteState state, SiteIdentity me, Roster roster)
    {
        var faults = roster.Faults().ToArray();
        if (faults.Length > 0) return SiteStep.Refused(state, RefusalKind.UnsafeRoster, string.Join(" ", faults));
        if (roster.Federation != state.Pinned.Roster.Federation) return SiteStep.Refused(state, RefusalKind.WrongFederation, $"The roster is of {roster.Federation}; this site is in {state.Pinned.Roster.Federation}.");

        var (journal, outcome) = state.Journal.SignRoster(roster.Epoch, roster.Digest());

        return outcome switch
        {
            JournalOutcome.Recorded or JournalOutcome.Repeated => SiteStep.Done(state.With(journal), SiteProgress.RosterSigned, SignedRoster.Sign(roster, me.Site, me.Signer)),
            JournalOutcome.Conflicting => SiteStep.Refused(state, RefusalKind.Equivocation, $"This site has signed another roster {roster.Epoch}."),
            JournalOutcome.NotAscending or JournalOutcome.OutOfOrder or JournalOutcome.OpenedBefore => SiteStep.Refused(state, RefusalKind.StaleRoster, $"This site has signed roster {state.Journal.SignedEpoch}, which is newer."),
        };
    }
}
