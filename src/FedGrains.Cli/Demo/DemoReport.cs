using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;

using FedGrains.Cli.Models;
using FedGrains.Cli.Runs;
using FedGrains.Core.Evaluation;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Runs;
using FedGrains.Core.Training;

namespace FedGrains.Cli.Demo;

/// <summary>The figures of a run, for programs. The names are a contract: <c>rounds, nodes, mean_accuracy, model_sha256, seconds, bytes_up, bytes_down, secure_aggregation, privacy</c>.</summary>
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
/// <param name="SecureAggregation">Whether every version was made of a sum of masked updates, by the rounds' own records.</param>
/// <param name="RosterSha256">The roster that the last round went by; null where updates were not masked.</param>
/// <param name="Privacy">What is promised about the last version.</param>
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
    bool SecureAggregation,
    string? RosterSha256,
    PrivacyView Privacy,
    ImmutableArray<DemoRound> History)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    /// <summary>The figures of a run with all its rounds, and of its last version.</summary>
    public static DemoReport Of(RunHistory history, ModelPrivacy? privacy) => new(
        history.Run.Key.Federation,
        history.Run.Key.Run,
        history.Run.Configuration.Strategy.Name,
        history.Run.Configuration.Seed,
        history.Run.Latest.Version,
        DemoNode.Of(history, history.Run.Latest.Version),
        history.EvaluationOf(history.Run.Latest.Version).MeanOverNodes(MetricNames.Accuracy),
        history.Run.Latest.Digest.Value,
        ((history.Run.EndedAt ?? history.Rounds.Max(r => r.EndedAt)) - history.Run.StartedAt).TotalSeconds,
        history.Rounds.Sum(r => r.Traffic.Up),
        history.Rounds.Sum(r => r.Traffic.Down),
        history.Rounds.Where(r => r.Model is not null).All(r => r.Secure is not null),
        history.Rounds.LastOrDefault(r => r.Model is not null)?.Secure?.Roster.Value,
        PrivacyView.Of(privacy),
        [.. history.Rounds.Where(r => r.Model is not null).Select(r => DemoRound.Of(history, r))]);

    public string ToJson() => JsonSerializer.Serialize(this, Format);
}

/// <summary>A round of training and the version it made; of a masked one, how many updates are in the sum, and the transcript that proves it.</summary>
internal sealed record DemoRound(int Rounds, ImmutableArray<DemoNode> Nodes, double? MeanAccuracy, string ModelSha256, double Seconds, long BytesUp, long BytesDown, int? Survivors, string? TranscriptSha256)
{
    // What a round made is measured by the rounds that start from it.
    public static DemoRound Of(RunHistory history, RoundSummary round) => new(
        round.Model!.Version,
        DemoNode.Of(history, round.Model.Version),
        history.EvaluationOf(round.Model.Version).MeanOverNodes(MetricNames.Accuracy),
        round.Model.Digest.Value,
        (round.EndedAt - round.OpenedAt).TotalSeconds,
        round.Traffic.Up,
        round.Traffic.Down,
        round.Secure?.Survivors.Length,
        round.Secure?.Transcript.Value);
}

/// <summary>A node: the held-out records that a version was measured on, and how it did; and the records that the node trains on.</summary>
internal sealed record DemoNode(string Name, long Examples, long TrainingExamples, double? Accuracy, double? Loss)
{
    public static ImmutableArray<DemoNode> Of(RunHistory history, int version) => [.. history.EvaluationOf(version).Nodes.Select(n => Of(history, n))];

    private static DemoNode Of(RunHistory history, NodeEvaluation node) => new(
        node.Node.Value,
        node.Measurements.Select(m => m.Examples).DefaultIfEmpty().Max(),
        history.ExamplesOf(node.Node),
        Value(node, MetricNames.Accuracy),
        Value(node, MetricNames.Loss));

    private static double? Value(NodeEvaluation node, string metric) => node.Measurements.FirstOrDefault(m => m.Metric == metric)?.Value;
}
