using FedGrains.Core.Training;

namespace FedGrains.Core.Runs;

/// <summary>Ends a run when a metric, pooled over the nodes' held-out data, has not improved for a while.</summary>
/// <param name="Metric">The metric by name.</param>
/// <param name="Patience">How many evaluated versions in a row may fail to improve, at least 1.</param>
/// <param name="MinimumImprovement">What counts as an improvement, at least 0.</param>
public sealed record EarlyStop(string Metric, int Patience, double MinimumImprovement = 0)
{
    /// <summary>What is wrong with the rule, one sentence a fault.</summary>
    public IEnumerable<string> Faults(TrainingPlan training)
    {
        if (Metric != MetricNames.Loss && !training.Metrics.Contains(Metric)) yield return $"earlyStop.metric: '{Metric}' is not among training.metrics.";
        if (Patience < 1) yield return $"earlyStop.patience must be at least 1, not {Patience}.";
        if (!(MinimumImprovement >= 0) || !double.IsFinite(MinimumImprovement)) yield return $"earlyStop.minimumImprovement must be at least 0, not {MinimumImprovement}.";
    }
}
