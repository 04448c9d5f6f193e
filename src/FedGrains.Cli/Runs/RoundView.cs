using System.Collections.Immutable;
using System.Text.Json.Serialization;

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
    long BytesDown,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SecureRecord? SecureAggregation = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? NextClippingNorm = null)
{
    public static RoundView Of(RunHistory history, RoundSummary round) => new(
        round.Number,
        round.Task,
        round.Phase,
        round.Reason,
        round.Model?.Version,
        round.Model?.Digest.Value,
        round.Contributors.Length + round.Absences.Length,
        round.Contributors,
        round.Absences,
        round.Model is { } model ? EvaluationView.Of(history.EvaluationOf(model.Version)) : null,
        (round.EndedAt - round.OpenedAt).TotalSeconds,
        round.Traffic.Up,
        round.Traffic.Down,
        round.Secure,
        round.NextClippingNorm);
}
