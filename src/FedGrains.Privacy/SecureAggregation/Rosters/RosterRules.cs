namespace FedGrains.Privacy.SecureAggregation;

/// <summary>What makes a roster unsafe, one sentence each.</summary>
public static class RosterRules
{
    /// <summary>All faults of a roster; none means that it may be signed and pinned.</summary>
    public static IEnumerable<string> Faults(this Roster roster)
    {
        ArgumentNullException.ThrowIfNull(roster);
        return [.. Sizes(roster), .. Keys(roster), .. Terms(roster), .. Epochs(roster)];
    }

    private static IEnumerable<string> Sizes(Roster roster)
    {
        if (roster.Sites.Length < RosterTerms.SmallestCohort) yield return $"sites: there are {roster.Sites.Length}, and a sum hides nobody among fewer than {RosterTerms.SmallestCohort}. Enrol more sites.";
        if (roster.Sites.Length > Limits.MaximumSites) yield return $"sites: there are {roster.Sites.Length}, and at most {Limits.MaximumSites} are allowed.";
    }

    private static IEnumerable<string> Keys(Roster roster)
    {
        foreach (var twice in roster.Sites.GroupBy(s => s.Key).Where(g => g.Count() > 1))
            yield return $"sites: {string.Join(" and ", twice.Select(s => s.Id))} have the same key. Each site needs a key of its own.";

        if (roster.Sites.Any(s => s.Key.Equals(roster.Coordinator))) yield return "coordinator: its key is also a site's. The coordinator must not be able to sign as a site.";

        for (var i = 1; i < roster.Sites.Length; i++)
            if (roster.Sites[i].Id <= roster.Sites[i - 1].Id) yield return $"sites: {roster.Sites[i].Id} stands behind {roster.Sites[i - 1].Id}. Write them in the order of their names, each once.";
    }

    private static IEnumerable<string> Terms(Roster roster)
    {
        var (sites, terms) = (roster.Sites.Length, roster.Terms);
        var least = RosterTerms.LeastThreshold(sites);

        if (terms.Threshold < least) yield return $"threshold: {terms.Threshold} of {sites} is not more than two thirds, so a coordinator with a few sites could have two lists signed. Write at least {least}.";
        if (terms.Threshold > sites) yield return $"threshold: {terms.Threshold} is more than the {sites} sites there are.";
        if (terms.MinimumCohort < RosterTerms.SmallestCohort) yield return $"minimum cohort: {terms.MinimumCohort} sites would know each other's updates. Write at least {RosterTerms.SmallestCohort}.";
        if (terms.MinimumCohort > sites) yield return $"minimum cohort: {terms.MinimumCohort} is more than the {sites} sites there are.";

        if (sites <= Limits.MaximumSites && sites >= RosterTerms.SmallestCohort && (terms.Degree < GraphPlan.LeastDegree(sites) || terms.Degree >= sites))
            yield return $"degree: {terms.Degree} is not from {GraphPlan.LeastDegree(sites)}, the least that is safe for {sites} sites, to {sites - 1}.";
        if (sites > GraphPlan.LargestComplete && terms.Degree % 2 == 1 && terms.Degree != sites - 1)
            yield return $"degree: {terms.Degree} is odd, and a ring needs as many neighbours on either side. Write {terms.Degree + 1}.";
    }

    private static IEnumerable<string> Epochs(Roster roster)
    {
        if (roster.Epoch == 0) yield return "epoch: it is 0; the first is 1.";
        if ((roster.Epoch == 1) != (roster.Previous == default)) yield return "previous roster: the first epoch has none, and every other has one.";
    }
}
