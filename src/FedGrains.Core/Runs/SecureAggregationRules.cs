using System.Collections.Immutable;
using System.Text.Json;

using FedGrains.Core.Federations;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Json;
using FedGrains.Core.Strategies;

namespace FedGrains.Core.Runs;

/// <summary>Whether a run can mask its updates, decided when it starts.</summary>
public static class SecureAggregationRules
{
    private const int SmallestCohort = 3;

    /// <summary>The configuration with secure aggregation settled, what speaks against it, one sentence a fault, and why it goes without where it was left open.</summary>
    /// <param name="configuration">What was asked for.</param>
    /// <param name="cohort">The nodes of the run with the training records that they registered.</param>
    /// <param name="roster">The roster in force, or null.</param>
    /// <param name="others">The federation's other runs.</param>
    public static (RunConfiguration Settled, ImmutableArray<string> Faults, string? Without) Settle(
        RunConfiguration configuration, IReadOnlyCollection<(NodeId Node, long Examples)> cohort, RosterSummary? roster, IReadOnlyCollection<Run> others)
    {
        if (configuration.SecureAggregation is not { } plan) return (configuration, [], null);

        var obstacles = Obstacles([.. cohort.Select(c => c.Node)], roster).ToImmutableArray();

        if (!obstacles.IsEmpty && plan.WhenPossible) return (configuration with { SecureAggregation = null }, [], $"Updates are not masked, and the coordinator sees each site's: {obstacles[0]}");

        var largest = cohort.Max(c => c.Examples);
        var settled = configuration with { SecureAggregation = plan with { WhenPossible = false, WeightCap = plan.WeightCap > 0 || largest < 1 ? plan.WeightCap : SecureAggregationPlan.CapFor(configuration.Weighting, largest) } };

        return (settled, [.. obstacles.Select(o => $"secureAggregation: {o} Or write secureAggregation: off, and the coordinator sees each site's update."), .. Faults(settled, cohort, roster, others)], null);
    }

    /// <summary>Whether a run that was settled so is what was asked for: starting it again changes nothing.</summary>
    public static bool IsSettledFrom(this SecureAggregationPlan? settled, SecureAggregationPlan? asked) => (asked, settled) switch
    {
        (null, null) => true,
        ({ WhenPossible: true }, null) => true,
        ({ } open, { } closed) => open with { WhenPossible = false, WeightCap = open.WeightCap > 0 ? open.WeightCap : closed.WeightCap } == closed,
        _ => false,
    };

    private static IEnumerable<string> Obstacles(ImmutableArray<NodeId> cohort, RosterSummary? roster)
    {
        if (cohort.Length < SmallestCohort) yield return $"the cohort has {cohort.Length} nodes, and a sum hides nobody among fewer than {SmallestCohort}.";

        if (roster is null)
        {
            yield return "the federation has no roster in force. Propose one with: fedgrains roster propose; its sites sign it with: fedgrains site roster sign.";
            yield break;
        }

        if (cohort.Where(n => !roster.Nodes.Contains(n)).ToArray() is { Length: > 0 } strangers)
            yield return $"{string.Join(", ", strangers)} {(strangers.Length == 1 ? "is" : "are")} not in roster {roster.Epoch}. Propose one that holds them with: fedgrains roster propose.";

        if (cohort.Length < roster.LeastSurvivors)
            yield return $"the cohort has {cohort.Length} of the roster's {roster.Nodes.Length} nodes, and a sum takes {roster.LeastSurvivors}. Ask more nodes, or propose a roster of these.";
    }

    private static IEnumerable<string> Faults(RunConfiguration settled, IReadOnlyCollection<(NodeId Node, long Examples)> cohort, RosterSummary? roster, IReadOnlyCollection<Run> others)
    {
        var cap = settled.SecureAggregation!.WeightCap;
        var masked = others.Where(r => r.Configuration.SecureAggregation is not null).ToArray();

        if (settled.Weighting is Weighting.Examples)
            foreach (var (node, examples) in cohort.Where(c => c.Examples > cap)) yield return $"secureAggregation.weightCap is {cap}, and {node} has {examples} training records; raise it.";

        if (settled.SecureAggregation.SitePrivacy is { } privacy && roster is not null && privacy.CountedOn(roster.LeastSurvivors) < 1)
            yield return $"secureAggregation.sitePrivacy.curiousSites is {privacy.CuriousSites}, and roster {roster.Epoch} has a sum take {roster.LeastSurvivors} sites: nobody is left whose noise could be counted on. Count on more, or propose a roster with a higher threshold.";

        // A site counts masked rounds through its whole life and keeps the masks of two batches: rounds of two runs would push each other out.
        foreach (var run in masked.Where(r => !r.Ended || r.OpenRound > 0))
            yield return $"secureAggregation: the run '{run.Key.Run}' is under way, and a federation runs one masked run at a time. Wait for its end or cancel it.";

        foreach (var run in masked.Where(r => r.HasOpenedSums && SiteWork(r.Configuration) == SiteWork(settled)))
            yield return $"secureAggregation: the run '{run.Key.Run}' has opened sums of the same model and configuration, which sites do once: the difference of two sums would tell who came or went. Give this run another seed.";
    }

    // What decides a site's update, besides the model that it starts from.
    private static string SiteWork(RunConfiguration c) => JsonSerializer.Serialize(
        new { c.Dataset, c.Model, c.Training, c.Strategy.Mu, c.Seed, c.Weighting, c.SecureAggregation!.Clip, c.SecureAggregation.WeightCap, c.SecureAggregation.SitePrivacy }, CoreJson.Options);
}
