using System.Collections.Immutable;
using System.Text.Json.Serialization;

using FedGrains.Cli.Runs;
using FedGrains.Core.Attacks;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;

namespace FedGrains.Cli.Models;

/// <summary>A model version as <c>--json</c> prints it.</summary>
internal sealed record ModelVersionView(
    FederationId Federation,
    RunId Run,
    int Version,
    Digest Sha256,
    long Bytes,
    Digest? Parent,
    int Round,
    DateTimeOffset CreatedAt,
    ImmutableArray<Contribution> Contributors,
    ImmutableArray<Absence> Absences,
    EvaluationView? Evaluation,
    PrivacyView Privacy,
    ImmutableArray<AttachedReport> AttachedReports,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SecureRecord? SecureAggregation = null)
{
    public static ModelVersionView Of(ModelVersion version) => new(
        version.Key.Run.Federation,
        version.Key.Run.Run,
        version.Key.Number,
        version.Model.Digest,
        version.Model.Length,
        version.Parent,
        version.Round,
        version.CreatedAt,
        version.Contributors,
        version.Absences,
        EvaluationView.Of(version.Evaluation),
        PrivacyView.Of(version.Privacy),
        version.AttachedReports,
        version.Secure);
}
