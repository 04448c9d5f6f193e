using System.Collections.Immutable;

using FedGrains.Core.Identifiers;

namespace FedGrains.Core.Evaluation;

/// <summary>What one node measured of a model version.</summary>
public sealed record NodeEvaluation(NodeId Node, ImmutableArray<Measurement> Measurements);

/// <summary>What the nodes measured of a model version, apart and pooled.</summary>
public sealed record ModelEvaluation(ImmutableArray<NodeEvaluation> Nodes)
{
    /// <summary>Nothing measured yet.</summary>
    public static ModelEvaluation None { get; } = new([]);

    /// <summary>Each metric over all nodes' records together.</summary>
    public ImmutableArray<Measurement> Pooled() =>
        [.. Nodes.SelectMany(n => n.Measurements).GroupBy(m => m.Metric, StringComparer.Ordinal).Select(g => Measurement.Pool([.. g]))];

    /// <summary>The plain mean of a metric over the nodes that measured it, each node counting once; null when none did.</summary>
    public double? MeanOverNodes(string metric)
    {
        var values = Nodes.SelectMany(n => n.Measurements).Where(m => m.Metric == metric).Select(m => m.Value).ToArray();

        return values.Length == 0 ? null : values.Average();
    }

    /// <summary>The evaluation with <paramref name="evaluation"/> added; a node measured before is replaced. Nodes stay in the order of their names, so that the record does not depend on who came first.</summary>
    public ModelEvaluation With(NodeEvaluation evaluation) =>
        new([.. Nodes.Where(n => n.Node != evaluation.Node).Append(evaluation).OrderBy(n => n.Node.Value, StringComparer.Ordinal)]);
}
