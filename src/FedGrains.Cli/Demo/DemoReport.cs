using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;

using FedGrains.Cli.Runs;
using FedGrains.Core.Evaluation;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Runs;
using FedGrains.Core.Training;

namespace FedGrains.Cli.Demo;

/// <summary>The figures of a run, for programs. The names are a contract: <c>rounds, nodes, mean_accuracy, model_sha256, seconds, bytes_up, bytes_down</c>.</summary>
/// <param name="Federation">The federation.</param>
/// <param name="Run">The run.</param>
/// <param name="Strategy">The server step.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Rounds">Versions made.</param>
/// <param name="Nodes">What each node measured of the last version.</param>
/// <param name="MeanAccuracy">The plain mean of the nodes' accuracies.</param>
/// <param name="ModelSha256">The last version's file.</param>
/// <param name="Seconds">From the run's start to its end.</param>
/// <param name="BytesUp">Of all rounds.</param>
/// <param name="BytesDown">Of all rounds.</param>
/// <param name="History">The same figures after each round of training.</param>
internal sealed record DemoReport(
    FederationId Federation,
    RunId Run,
    string Strategy,
    ulong Seed,
    int Rounds,
    ImmutableArray<DemoNode> Nodes,
    double? MeanAccuracy,
    string ModelSha256,
    double Seconds,
    long BytesUp,
    long BytesDown,
    ImmutableArray<DemoRound> History)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    public static DemoReport Of(Run run) => new(
        run.Key.Federation,
        run.Key.Run,
        run.Configuration.Strategy.Name,
        run.Configuration.Seed,
        run.Latest.Version,
        DemoNode.Of(run, run.Latest.Version),
        run.EvaluationOf(run.Latest.Version).MeanOverNodes(MetricNames.Accuracy),
        run.Latest.Digest.Value,
        ((run.EndedAt ?? run.Rounds.Max(r => r.EndedAt)) - run.StartedAt).TotalSeconds,
        run.Rounds.Sum(r => r.Traffic.Up),
        run.Rounds.Sum(r => r.Traffic.Down),
        [.. run.Rounds.Where(r => r.Model is not null).Select(r => DemoRound.Of(run, r))]);

    public string ToJson() => JsonSerializer.Serialize(this, Format);
}

/// <summary>A round of training and the version it made.</summary>
internal sealed record DemoRound(int Rounds, ImmutableArray<DemoNode> Nodes, double? MeanAccuracy, string ModelSha256, double Seconds, long BytesUp, long BytesDown)
{
    // What a round made is measured by the rounds that start from it.
    public static DemoRound Of(Run run, RoundSummary round) => new(
        round.Model!.Version,
        DemoNode.Of(run, round.Model.Version),
        run.EvaluationOf(round.Model.Version).MeanOverNodes(MetricNames.Accuracy),
        round.Model.Digest.Value,
        (round.EndedAt - round.OpenedAt).TotalSeconds,
        round.Traffic.Up,
        round.Traffic.Down);
}

/// <summary>A node: the held-out records that a version was measured on, and how it did; and the records that the node trains on.</summary>
internal sealed record DemoNode(string Name, long Examples, long TrainingExamples, double? Accuracy, double? Loss)
{
    public static ImmutableArray<DemoNode> Of(Run run, int version) => [.. run.EvaluationOf(version).Nodes.Select(n => Of(run, n))];

    private static DemoNode Of(Run run, NodeEvaluation node) => new(
        node.Node.Value,
        node.Measurements.Select(m => m.Examples).DefaultIfEmpty().Max(),
        run.Rounds.SelectMany(r => r.Contributors).LastOrDefault(c => c.Node == node.Node && c.Examples > 0)?.Examples ?? 0,
        Value(node, MetricNames.Accuracy),
        Value(node, MetricNames.Loss));

    private static double? Value(NodeEvaluation node, string metric) => node.Measurements.FirstOrDefault(m => m.Metric == metric)?.Value;
}
