using FedGrains.Core.Rounds;
using FedGrains.Core.Training;

namespace FedGrains.Core.Runs;

/// <summary>The best evaluated version of a run so far.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Metric">What it is best by.</param>
/// <param name="Value">The metric, pooled over the nodes that measured it.</param>
/// <param name="Since">How many versions have been evaluated since without improving on it.</param>
public sealed record BestVersion(int Version, string Metric, double Value, int Since)
{
    /// <summary>The best version once <paramref name="round"/>, which evaluated its base, is taken in.</summary>
    public static BestVersion? Better(BestVersion? best, RoundSummary round, RunConfiguration configuration)
    {
        var metric = configuration.EarlyStop?.Metric ?? MetricNames.Loss;

        if (round.Phase is not RoundPhase.Checkpointed || round.BaseEvaluation.Pooled().FirstOrDefault(m => m.Metric == metric) is not { } measured) return best;

        return best is null || Improvement(metric, best.Value, measured.Value) > (configuration.EarlyStop?.MinimumImprovement ?? 0)
            ? new(round.Base, metric, measured.Value, Since: 0)
            : best with { Since = best.Since + 1 };
    }

    /// <summary>Whether the run has waited long enough for something better.</summary>
    public bool Exhausted(EarlyStop? rule) => rule is not null && Since >= rule.Patience;

    private static double Improvement(string metric, double before, double after) =>
        metric is MetricNames.Loss or MetricNames.MeanAbsoluteError ? before - after : after - before;
}
