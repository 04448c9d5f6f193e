using System.Collections.Immutable;
using System.Text.Json.Serialization;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Strategies;
using FedGrains.Core.Training;

namespace FedGrains.Core.Runs;

/// <summary>What a run is asked to do. It is fixed when the run starts.</summary>
/// <param name="Dataset">The dataset every node of the cohort trains on, by the name it was registered under.</param>
/// <param name="Model">The model as data.</param>
/// <param name="Training">What a site does in a round.</param>
/// <param name="Strategy">The server step.</param>
/// <param name="Weighting">How updates are weighted.</param>
/// <param name="Rounds">Model versions to make, at least 1.</param>
/// <param name="Seed">Every random choice of the run follows from it.</param>
/// <param name="Nodes">The cohort by name; empty for every enrolled node that registered the dataset.</param>
/// <param name="MandatoryNodes">Nodes without which no round is checkpointed.</param>
/// <param name="MinimumNodes">The quorum of a round; 0 for the whole cohort.</param>
/// <param name="RoundDeadline">How long a round accepts submissions.</param>
/// <param name="Lease">How long a site may be silent before a round that can do without it stops waiting.</param>
/// <param name="AbandonedRoundLimit">How many rounds in a row may be abandoned before the run fails.</param>
/// <param name="FractionBits">Fixed-point format of updates: the step is 2 to the minus this, 8 to 30.</param>
/// <param name="EarlyStop">When to stop before the last round, or null for never.</param>
/// <param name="SecureAggregation">How updates are masked, or null when the coordinator sees each site's update.</param>
public sealed record RunConfiguration(
    DatasetName Dataset,
    ModelDefinition Model,
    TrainingPlan Training,
    StrategySettings Strategy,
    Weighting Weighting,
    int Rounds,
    ulong Seed,
    ImmutableArray<NodeId> Nodes,
    ImmutableArray<NodeId> MandatoryNodes,
    int MinimumNodes,
    TimeSpan RoundDeadline,
    TimeSpan Lease,
    int AbandonedRoundLimit,
    int FractionBits,
    EarlyStop? EarlyStop,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SecureAggregationPlan? SecureAggregation = null)
{
    /// <summary>What is wrong with the configuration, every fault at once, one sentence each.</summary>
    public ImmutableArray<string> Faults() => [.. OwnFaults(), .. Model.Faults(), .. Training.Faults(), .. Strategy.Faults(), .. EarlyStop?.Faults(Training) ?? [], .. SecureAggregation?.Faults(Weighting) ?? [], .. OutputFaults()];

    private IEnumerable<string> OwnFaults()
    {
        if (Rounds is < 1 or > 100_000) yield return $"rounds must be 1 to 100,000, not {Rounds}.";
        if (RoundDeadline < TimeSpan.FromSeconds(1) || RoundDeadline > TimeSpan.FromDays(30)) yield return $"roundDeadline must be 1 second to 30 days, not {RoundDeadline}.";
        if (Lease < TimeSpan.FromSeconds(1) || Lease > RoundDeadline) yield return $"lease must be at least 1 second and at most roundDeadline, not {Lease}.";
        if (AbandonedRoundLimit is < 1 or > 1000) yield return $"abandonedRoundLimit must be 1 to 1000, not {AbandonedRoundLimit}.";
        if (FractionBits is < 8 or > 30) yield return $"fractionBits must be 8 to 30, not {FractionBits}.";
        if (MinimumNodes < 0) yield return $"minimumNodes must be at least 0 (0 is the whole cohort), not {MinimumNodes}.";
        if (Nodes.Length > 0 && MinimumNodes > Nodes.Length) yield return $"minimumNodes is {MinimumNodes}, but nodes names only {Nodes.Length}.";
        if (Nodes.Distinct().Count() != Nodes.Length) yield return "nodes names a node twice.";

        foreach (var node in MandatoryNodes.Where(n => Nodes.Length > 0 && !Nodes.Contains(n)))
            yield return $"mandatoryNodes: '{node}' is not among nodes.";
    }

    private IEnumerable<string> OutputFaults()
    {
        if (!Model.Faults().IsEmpty) yield break;

        var outputs = Model.Outputs();

        if (Training.Loss == LossNames.BinaryCrossEntropy && outputs != 1) yield return $"training.loss: binaryCrossEntropy takes one output, and the model has {outputs}.";
        if (Training.Loss == LossNames.CrossEntropy && outputs < 2) yield return "training.loss: crossEntropy takes an output for each class, at least 2, and the model has 1.";
    }
}
