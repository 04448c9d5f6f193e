using System.Collections.Immutable;

using FedGrains.Core.Evaluation;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;

namespace FedGrains.Cli.Runs;

/// <summary>A round as <c>--json</c> prints it. <paramref name="Evaluation"/> is of the version the round made, which the next round measures.</summary>
internal sealed record RoundView(
    int Round,
    RoundTask Task,
    RoundPhase Phase,
    string? Reason,
    int? Version,
    string? Sha256,
    int Asked,
    ImmutableArray<Contribution> Contributors,
    ImmutableArray<Absence> Absences,
    EvaluationView? Evaluation,
    double Seconds,
    long BytesUp,
    long BytesDown)
{
    public static RoundView Of(Run run, RoundSummary round) => new(
        round.Number,
        round.Task,
        round.Phase,
        round.Reason,
        round.Model?.Version,
        round.Model?.Digest.Value,
        round.Contributors.Length + round.Absences.Length,
        round.Contributors,
        round.Absences,
        round.Model is { } model ? EvaluationView.Of(run.EvaluationOf(model.Version)) : null,
        (round.EndedAt - round.OpenedAt).TotalSeconds,
        round.Traffic.Up,
        round.Traffic.Down);
}

internal static class RunEvaluations
{
    /// <summary>What the nodes measured of a version: the rounds that started from it report it.</summary>
    public static ModelEvaluation EvaluationOf(this Run run, int version) => run.Rounds
        .Where(r => r.Base == version)
        .SelectMany(r => r.BaseEvaluation.Nodes)
        .Aggregate(ModelEvaluation.None, (all, node) => all.With(node));
}
