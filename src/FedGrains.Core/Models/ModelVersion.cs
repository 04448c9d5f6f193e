using System.Collections.Immutable;
using System.Text.Json.Serialization;

using FedGrains.Core.Attacks;
using FedGrains.Core.Evaluation;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;

namespace FedGrains.Core.Models;

/// <summary>A version of a run's model: what it is, where it comes from, who is in it, who is not, and how well it does.</summary>
/// <param name="Key">The run and the version's number.</param>
/// <param name="Model">Its file.</param>
/// <param name="Parent">The digest of the version it was made from; null for version 0.</param>
/// <param name="Round">The round that made it; 0 for version 0.</param>
/// <param name="Contributors">The nodes whose updates are in it.</param>
/// <param name="Absences">The nodes of the cohort whose updates are not, and why.</param>
/// <param name="Evaluation">What the nodes measured of it on held-out data, once they have.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Privacy">What is promised about it; null for one that was recorded before there were such promises.</param>
/// <param name="Secure">How the sum of masked updates that it was made of was opened; null where updates were not masked.</param>
public sealed record ModelVersion(
    ModelVersionKey Key,
    BaseModel Model,
    Digest? Parent,
    int Round,
    ImmutableArray<Contribution> Contributors,
    ImmutableArray<Absence> Absences,
    ModelEvaluation Evaluation,
    DateTimeOffset CreatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ModelPrivacy? Privacy = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SecureRecord? Secure = null)
{
    /// <summary>The attack reports that were attached to it, in the order in which they came, at most <see cref="AttachedReport.Most"/>.</summary>
    public ImmutableArray<AttachedReport> AttachedReports { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The model before training.</summary>
    public static ModelVersion Initial(RunKey run, BaseModel model, DateTimeOffset now) =>
        new(new(run, 0), model, null, 0, [], [], ModelEvaluation.None, now, Privacy: ModelPrivacy.BeforeTraining);

    /// <summary>The version that <paramref name="round"/> makes.</summary>
    public static ModelVersion MadeBy(Round round, BaseModel model, DateTimeOffset now) => new(
        new(round.Plan.Key.Run, model.Version),
        model,
        round.Plan.Base.Digest,
        round.Plan.Key.Number,
        [.. round.Receipts.Select(r => Contribution.Of(r, round.Plan))],
        round.Absences(),
        ModelEvaluation.None,
        now,
        Secure: round.Secure);

    /// <summary>The version with what the nodes measured of it.</summary>
    public ModelVersion Evaluated(ModelEvaluation evaluation) =>
        this with { Evaluation = evaluation.Nodes.Aggregate(Evaluation, (all, node) => all.With(node)) };
}
