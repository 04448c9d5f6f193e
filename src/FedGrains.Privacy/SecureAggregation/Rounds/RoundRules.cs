using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>Whether a site's statement belongs to a round.</summary>
internal static class RoundRules
{
    /// <summary>Why an upload does not count.</summary>
    public static Refusal? Judge(SignedMessage<MaskedUpload> upload, PinnedRoster pinned, RoundStart start) => JudgeStatement(upload, pinned, start);

    /// <summary>Why a survivor's signature does not count for a list.</summary>
    public static Refusal? Judge(SignedMessage<SurvivorSignature> signature, PinnedRoster pinned, RoundStart start, ImmutableArray<int> survivors, Sha256Digest list) =>
        JudgeStatement(signature, pinned, start) ?? JudgeList(signature.Body.Site, signature.Body.Survivors, pinned, start, survivors, list);

    /// <summary>Why a release does not count for a list: it must hold the right kind of share of every neighbour in the round and of the site itself, and no other.</summary>
    public static Refusal? Judge(SignedMessage<ShareRelease> release, PinnedRoster pinned, RoundStart start, NeighbourGraph graph, ImmutableArray<int> survivors, Sha256Digest list) =>
        JudgeStatement(release, pinned, start)
        ?? JudgeList(release.Body.Site, release.Body.Survivors, pinned, start, survivors, list)
        ?? (release.Body.Shares.Select(s => (s.Owner, s.Kind)).SequenceEqual(Due(start, graph, survivors, release.Body.Site)) ? null
            : new(RefusalKind.WrongShape, $"{Name(pinned, release.Body.Site)} released other shares than round {start.Round} asks of it."));

    /// <summary>Which shares a survivor releases.</summary>
    public static IEnumerable<(int Owner, ShareKind Kind)> Due(RoundStart start, NeighbourGraph graph, ImmutableArray<int> survivors, int site) =>
        graph.Holders(site).Where(owner => start.Participants.BinarySearch(owner) >= 0).Select(owner => (owner, survivors.BinarySearch(owner) >= 0 ? ShareKind.SelfMask : ShareKind.MaskKey));

    /// <summary>The refusal of sites that do not hold together.</summary>
    public static Refusal Scattered(RoundStart start) => new(RefusalKind.Scattered,
        $"The sites that are left in round {start.Round} have too few neighbours among each other: some could be singled out. Start another round with more sites.");

    private static Refusal? JudgeStatement<T>(SignedMessage<T> statement, PinnedRoster pinned, RoundStart start) where T : IWireMessage<T>, IJournaledStatement =>
        statement.Judge(pinned) ?? statement.Body switch
        {
            var body when body.Round != start.Round => new(RefusalKind.Replay, $"{T.Kind} of {Name(pinned, body.Site)} is of round {body.Round}, not {start.Round}."),
            var body when body.Start != start.Digest => new(RefusalKind.Equivocation, $"{Name(pinned, body.Site)} was told another start of round {start.Round}: another model, configuration or cohort. The coordinator is not telling all sites the same."),
            var body when start.Participants.BinarySearch(body.Site) < 0 => new(RefusalKind.NotAMember, $"{Name(pinned, body.Site)} was not asked in round {start.Round}."),
            _ => null,
        };

    private static Refusal? JudgeList(int site, Sha256Digest named, PinnedRoster pinned, RoundStart start, ImmutableArray<int> survivors, Sha256Digest list) =>
        named != list ? new(RefusalKind.Equivocation, $"{Name(pinned, site)} was shown another list of survivors of round {start.Round}. The coordinator is not telling all sites the same.")
        : survivors.BinarySearch(site) < 0 ? new(RefusalKind.NotAMember, $"{Name(pinned, site)} is not on the list of survivors of round {start.Round}.")
        : null;

    private static SiteId Name(PinnedRoster pinned, int site) => pinned.Roster.Sites[site].Id;
}
