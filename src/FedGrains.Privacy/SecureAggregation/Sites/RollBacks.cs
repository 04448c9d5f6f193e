namespace FedGrains.Privacy.SecureAggregation;

/// <summary>What a site does when it is shown a statement of its own that its journal knows nothing of.</summary>
internal static class RollBacks
{
    /// <summary>The position of a statement that this site signed and whose journal this is not a continuation of, or null.</summary>
    public static JournalPosition? Find(SiteState state, SiteIdentity me, JournalEcho? echo) =>
        echo is not null && state.Journal.Compare(echo.Position) is not JournalStanding.Consistent && echo.IsBy(me.Key) ? echo.Position : null;

    /// <summary>Throws away all shares, because the site no longer knows which of them it has released, and begins anew with the next batch.</summary>
    public static SiteStep Recover(SiteState state, JournalPosition seen) => SiteStep.Refused(
        state.With(state.Journal.Recover(seen)).With([]), RefusalKind.RolledBack,
        $"This site's journal is at entry {state.Journal.Position.Sequence}, and the site has signed entry {seen.Sequence} of another course: its state was restored from a copy. It takes part again in the next batch.");
}
