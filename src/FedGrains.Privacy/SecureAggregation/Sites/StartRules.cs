using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>Whether a site may take part in a round.</summary>
internal static class StartRules
{
    public static Refusal? Judge(SiteState state, RoundStart start, RoundTask trained) =>
        state.Batches.FirstOrDefault(b => b.Batch == start.Batch) is not { Setup: { } setup } batch
            ? new(RefusalKind.OutOfOrder, $"This site has not finished the setup of rounds {start.Batch}.")
            : JudgeSetup(start, setup, batch) ?? JudgeTask(start, trained) ?? JudgeCohort(state, start, setup, batch);

    private static Refusal? JudgeSetup(RoundStart start, SiteSetup setup, SiteBatch batch) =>
        start.Setup != setup.Context.Setup ? new(RefusalKind.Equivocation, $"Round {start.Round} goes by other keys than this site was shown. The coordinator is not telling all sites the same.")
        : batch.SecretsOf(start.Round) is null ? new(RefusalKind.Replay, $"The keys of round {start.Round} were used and erased.")
        : null;

    private static Refusal? JudgeTask(RoundStart start, RoundTask trained) => start switch
    {
        _ when start.Task.Model != trained.Model => new(RefusalKind.WrongTask, $"Round {start.Round} is for model {start.Task.Model}, and this site trained from {trained.Model}."),
        _ when start.Task.Configuration != trained.Configuration => new(RefusalKind.WrongTask, $"Round {start.Round} is for configuration {start.Task.Configuration}, and this site went by {trained.Configuration}."),
        _ when start.Task != trained => new(RefusalKind.WrongTask, $"Round {start.Round} sums {start.Task.Lanes} lanes of {start.Task.Ring.Bits()} bits, and this site has {trained.Lanes} of {trained.Ring.Bits()}."),
        _ => null,
    };

    private static Refusal? JudgeCohort(SiteState state, RoundStart start, SiteSetup setup, SiteBatch batch)
    {
        var participants = start.Participants.ToHashSet();
        var (terms, missing) = (state.Pinned.Roster.Terms, setup.Holders.Where(h => participants.Contains(h) && !batch.Dealers.Contains(h)).ToArray());

        return !participants.Contains(state.Index) ? new(RefusalKind.NotAMember, $"This site was not asked in round {start.Round}.")
            : participants.Any(p => !setup.Graph.Contains(p)) ? new(RefusalKind.NotAMember, $"Round {start.Round} names a site that has no keys in rounds {start.Batch}.")
            : participants.Count < terms.LeastSurvivors ? new(RefusalKind.TooFewSites, $"{participants.Count} sites are asked in round {start.Round}; it takes {terms.LeastSurvivors}.")
            : missing.Length > 0 ? new(RefusalKind.MissingShares, $"This site holds no shares of {string.Join(", ", missing.Select(m => state.Pinned.Roster.Sites[m].Id))}, so round {start.Round} could not do without them.")
            : setup.Graph.IsHeldTogetherBy(participants) ? null
            : RoundRules.Scattered(start);
    }
}
