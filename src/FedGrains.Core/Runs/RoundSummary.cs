using System.Collections.Immutable;
using System.Text.Json.Serialization;

using FedGrains.Core.Evaluation;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Core.Training;

namespace FedGrains.Core.Runs;

/// <summary>What there is to tell of a round that ended.</summary>
/// <param name="Number">The round's number in the run, from 1.</param>
/// <param name="Task">What it asked for.</param>
/// <param name="Phase">Checkpointed or abandoned.</param>
/// <param name="Reason">Why it was abandoned.</param>
/// <param name="Base">The version it started from.</param>
/// <param name="Model">The version it made, in a checkpointed training round.</param>
/// <param name="BaseEvaluation">What the nodes measured of the base version.</param>
/// <param name="Contributors">Who is in the result, with their training records and training loss.</param>
/// <param name="Absences">Who is not, and why.</param>
/// <param name="OpenedAt">When it opened.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Traffic">Bytes of models and updates on the wire.</param>
/// <param name="Secure">How its sum was opened, or was not, under secure aggregation; null where updates were not masked or the round did not come so far.</param>
/// <param name="NextClippingNorm">The clipping norm of the next round, where it adapts.</param>
public sealed record RoundSummary(
    int Number,
    RoundTask Task,
    RoundPhase Phase,
    string? Reason,
    int Base,
    BaseModel? Model,
    ModelEvaluation BaseEvaluation,
    ImmutableArray<Contribution> Contributors,
    ImmutableArray<Absence> Absences,
    DateTimeOffset OpenedAt,
    DateTimeOffset EndedAt,
    Traffic Traffic,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SecureRecord? Secure = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? NextClippingNorm = null)
{
    /// <summary>ρ of the noised sum that was opened in the round, or may have been; 0 where there was none.</summary>
    [JsonIgnore]
    public double SumRho => Secure is { SharesAsked: true } ? Contributors.Select(c => c.SumRho ?? 0).DefaultIfEmpty().Max() : 0;

    /// <summary>The summary of a round that has ended.</summary>
    public static RoundSummary Of(Round round, Traffic traffic) => new(
        round.Plan.Key.Number,
        round.Plan.Task,
        round.Phase,
        round.Reason,
        round.Plan.Base.Version,
        round.Plan.Task is RoundTask.Train ? round.Result?.Model : null,
        round.Result?.Evaluation ?? ModelEvaluation.None,
        [.. round.Receipts.Select(r => Contribution.Of(r, round.Plan))],
        round.Absences(),
        round.Plan.OpenedAt,
        round.EndedAt ?? throw new InvalidOperationException($"Round {round.Plan.Key} has not ended."),
        traffic,
        round.Secure,
        round.Result?.NextClippingNorm);
}

/// <summary>A node's part in a round; with the mechanism when its training was private, and ρ of the sum when that was noised.</summary>
public sealed record Contribution(
    NodeId Node,
    long Examples,
    double? TrainingLoss,
    Digest Submission,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DpSgdMechanism? Mechanism = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? SumRho = null)
{
    /// <summary>The part that a receipt stands for.</summary>
    public static Contribution Of(Receipt receipt, RoundPlan plan) => new(
        receipt.Submission.Node,
        receipt.Submission.Update?.Examples ?? 0,
        receipt.Submission.Update?.TrainingLoss,
        receipt.Submission.Identity,
        receipt.Submission.Update?.Mechanism,
        receipt.Submission.Update is null ? null : plan.Site.Masking?.Noise?.Rho);
}

/// <summary>Bytes of models and updates that passed between the coordinator and the sites; headers and TLS are not counted.</summary>
public sealed record Traffic(long Up, long Down)
{
    /// <summary>Nothing yet.</summary>
    public static Traffic None { get; } = new(0, 0);

    /// <summary>Both together.</summary>
    public Traffic Plus(long up, long down) => new(Up + up, Down + down);
}
