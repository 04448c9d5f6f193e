using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace FedGrains.Core.Training;

/// <summary>What a site does with the model between download and upload; the same for every site of a run.</summary>
/// <param name="Loss">The loss by name, see <see cref="LossNames"/>.</param>
/// <param name="Metrics">Metrics measured on held-out data, by name, see <see cref="MetricNames"/>. The loss is always measured.</param>
/// <param name="Optimizer">The local optimizer.</param>
/// <param name="BatchSize">Records in a mini-batch, at least 1; 0 with <paramref name="Privacy"/>, which says how many records a step draws. So a site that does not know of privacy refuses the plan.</param>
/// <param name="LocalSteps">Mini-batches a round; 0 when <paramref name="LocalEpochs"/> is given instead.</param>
/// <param name="LocalEpochs">Passes over the local training data a round, with <paramref name="Privacy"/> expected ones; 0 when <paramref name="LocalSteps"/> is given instead.</param>
/// <param name="ProximalTerm">FedProx's μ: μ/2 ‖w − w_global‖² is added to the loss (Li et al. 2020). 0 is plain SGD.</param>
/// <param name="Privacy">Record-level differential privacy of the training, or null for none.</param>
public sealed record TrainingPlan(
    string Loss,
    ImmutableArray<string> Metrics,
    OptimizerSettings Optimizer,
    int BatchSize,
    int LocalSteps,
    int LocalEpochs,
    double ProximalTerm,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DpSgd? Privacy = null)
{
    /// <summary>What private training does in a round at a site with <paramref name="records"/> training records, at least 1; null where training is not private.</summary>
    public DpSgdMechanism? MechanismFor(long records)
    {
        if (Privacy is not { } privacy) return null;

        var rate = privacy.RateFor(records);
        var steps = LocalSteps > 0 ? LocalSteps : Math.Min(int.MaxValue, LocalEpochs * Math.Ceiling(1 / rate));

        return new(rate, privacy.NoiseMultiplier, privacy.ClippingNorm, (int)steps);
    }

    /// <summary>What is wrong with the plan, one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        if (!LossNames.All.Contains(Loss)) yield return $"training.loss: '{Loss}' is not known. Known: {string.Join(", ", LossNames.All)}.";

        foreach (var metric in Metrics.Where(m => !MetricNames.All.Contains(m)))
            yield return $"training.metrics: '{metric}' is not known. Known: {string.Join(", ", MetricNames.All)}.";

        if (Privacy is null && BatchSize is < 1 or > 1_000_000) yield return $"training.batchSize must be 1 to 1,000,000, not {BatchSize}.";
        if (Privacy is not null && BatchSize != 0) yield return "training.batchSize: leave it out; with training.privacy, expectedBatch or samplingRate says how many records a step draws.";
        if ((LocalSteps > 0) == (LocalEpochs > 0) || LocalSteps < 0 || LocalEpochs < 0) yield return "training: give localSteps or localEpochs, one of the two, at least 1.";
        if (!(ProximalTerm >= 0) || !double.IsFinite(ProximalTerm)) yield return $"strategy.mu must be at least 0, not {ProximalTerm}.";

        foreach (var fault in Optimizer.Faults().Concat(Privacy?.Faults() ?? [])) yield return fault;
    }
}
