using System.Collections.Immutable;

using FedGrains.Core.Evaluation;
using FedGrains.Core.Identifiers;

namespace FedGrains.Cli.Runs;

/// <summary>What the nodes measured of a model version, with 95 % confidence intervals, as <c>--json</c> prints it.</summary>
internal sealed record EvaluationView(ImmutableArray<NodeEvaluationView> Nodes, ImmutableArray<MeasurementView> Pooled)
{
    /// <summary>The view, or null when nothing was measured yet.</summary>
    public static EvaluationView? Of(ModelEvaluation evaluation) => evaluation.Nodes.IsEmpty ? null : new(
        [.. evaluation.Nodes.Select(n => new NodeEvaluationView(n.Node, [.. n.Measurements.Select(MeasurementView.Of)]))],
        [.. evaluation.Pooled().Select(MeasurementView.Of)]);

    /// <summary>The pooled value of a metric, or null.</summary>
    public MeasurementView? Find(string metric) => Pooled.FirstOrDefault(m => m.Metric == metric);
}

internal sealed record NodeEvaluationView(NodeId Node, ImmutableArray<MeasurementView> Measurements)
{
    public MeasurementView? Find(string metric) => Measurements.FirstOrDefault(m => m.Metric == metric);
}

internal sealed record MeasurementView(string Metric, double Value, double Lower, double Upper, long Examples)
{
    public static MeasurementView Of(Measurement measurement)
    {
        var interval = measurement.Interval();

        return new(measurement.Metric, measurement.Value, interval.Lower, interval.Upper, measurement.Examples);
    }

    /// <summary>The value and its interval, for people.</summary>
    public override string ToString() => $"{Value:F3} ({Lower:F3} to {Upper:F3})";
}
