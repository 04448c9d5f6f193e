namespace FedGrains.Privacy.SecureAggregation;

/// <summary>What a site says and signs.</summary>
public interface ISiteStatement
{
    /// <summary>The roster it is bound to.</summary>
    Scope Scope { get; }

    /// <summary>Whose statement it is: an index in the roster.</summary>
    int Site { get; }
}

/// <summary>Whether a statement is what it says it is.</summary>
internal static class StatementRules
{
    /// <summary>Why a site's statement does not count under a roster: another scope, no such site, not its signature.</summary>
    public static Refusal? Judge<T>(this SignedMessage<T> statement, PinnedRoster pinned)
        where T : IWireMessage<T>, ISiteStatement =>
        statement.Body.Scope.Judge(pinned)
        ?? (statement.Body.Site >= pinned.Roster.Sites.Length ? new(RefusalKind.NotAMember, $"{T.Kind}: there is no site {statement.Body.Site} in roster {pinned.Roster.Epoch}.")
            : statement.IsBy(pinned.Roster.Sites[statement.Body.Site].Key) ? null
            : new(RefusalKind.BadSignature, $"{T.Kind}: the signature is not that of {pinned.Roster.Sites[statement.Body.Site].Id}."));

    /// <summary>Why a statement of the coordinator does not count: another scope, not its signature.</summary>
    public static Refusal? JudgeCoordinator<T>(this SignedMessage<T> statement, Scope scope, PinnedRoster pinned)
        where T : IWireMessage<T> =>
        scope.Judge(pinned) ?? (statement.IsBy(pinned.Roster.Coordinator) ? null : new(RefusalKind.BadSignature, $"{T.Kind}: the signature is not the coordinator's."));
}
