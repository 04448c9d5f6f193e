using System.Collections.Immutable;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Nodes;
using FedGrains.Core.Rounds;

namespace FedGrains.Core.Runs;

/// <summary>Who takes part in a run, decided when it starts.</summary>
public static class CohortRules
{
    /// <summary>The cohort of <paramref name="configuration"/> among <paramref name="nodes"/>, or what is in its way, one sentence a fault.</summary>
    public static (ImmutableArray<NodeId> Cohort, ImmutableArray<string> Faults) Choose(RunConfiguration configuration, IReadOnlyCollection<Node> nodes)
    {
        var ready = nodes.Where(n => n.Phase is NodePhase.Enrolled && n.Dataset(configuration.Dataset) is not null).ToDictionary(n => n.Key.Node);
        var cohort = configuration.Nodes.IsEmpty ? [.. ready.Keys] : configuration.Nodes;
        ImmutableArray<NodeId> ordered = [.. cohort.OrderBy(n => n.Value, StringComparer.Ordinal)];

        return (ordered, [.. Faults(configuration, ordered, ready)]);
    }

    private static IEnumerable<string> Faults(RunConfiguration configuration, ImmutableArray<NodeId> cohort, Dictionary<NodeId, Node> ready)
    {
        if (cohort.IsEmpty) yield return $"dataset: no enrolled node has registered '{configuration.Dataset}'.";
        if (configuration.MinimumNodes > cohort.Length) yield return $"minimumNodes is {configuration.MinimumNodes}, but the cohort has {cohort.Length} nodes.";

        foreach (var node in cohort.Where(n => !ready.ContainsKey(n))) yield return $"nodes: '{node}' is not enrolled or has not registered the dataset '{configuration.Dataset}'.";
        foreach (var node in configuration.MandatoryNodes.Where(n => !cohort.Contains(n))) yield return $"mandatoryNodes: '{node}' is not in the cohort.";

        var datasets = cohort.Where(ready.ContainsKey).Select(n => (Node: n, Dataset: ready[n].Dataset(configuration.Dataset)!)).ToArray();

        foreach (var (node, dataset) in datasets.Where(d => d.Dataset.TrainingExamples < 1)) yield return $"dataset: '{dataset.Name}' at '{node}' has no training records.";
        if (datasets.Sum(d => d.Dataset.TrainingExamples) > Round.MaximumExamples) yield return $"dataset: the cohort has more than {Round.MaximumExamples} training records; run on fewer nodes.";
        if (datasets.Select(d => string.Join('\n', d.Dataset.Features)).Distinct(StringComparer.Ordinal).Count() > 1) yield return $"dataset: the nodes registered '{configuration.Dataset}' with different features; they must prepare it alike.";

        // With δ = 1/n, giving one record in n away would still keep the promise.
        foreach (var (node, dataset) in datasets.Where(d => configuration.Training.Privacy?.Delta >= 1.0 / d.Dataset.TrainingExamples))
            yield return $"training.privacy.delta: {configuration.Training.Privacy!.Delta} is not less than one over the {dataset.TrainingExamples} training records of '{node}'. Choose a smaller one, or leave it out.";

        if (configuration.Model.Faults().IsEmpty && datasets.Length > 0 && datasets[0].Dataset.Features.Length != configuration.Model.Input.Aggregate(1, (p, d) => p * d))
            yield return $"model.input: the model takes {configuration.Model.Input.Aggregate(1, (p, d) => p * d)} values, and the dataset has {datasets[0].Dataset.Features.Length} features.";
    }
}
