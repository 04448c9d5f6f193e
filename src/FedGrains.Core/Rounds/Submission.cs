using System.Collections.Immutable;
using System.Text.Json.Serialization;

using FedGrains.Core.Evaluation;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Training;

namespace FedGrains.Core.Rounds;

/// <summary>What a node states and signs about its part in a round.</summary>
/// <param name="Node">Who states it.</param>
/// <param name="BaseVersion">The version it started from.</param>
/// <param name="BaseDigest">That version's digest.</param>
/// <param name="Update">The update, or null in an evaluation round.</param>
/// <param name="Evaluation">The base model on the node's held-out data.</param>
/// <param name="Report">The signed report, base64: the evidence that the node stated this.</param>
/// <param name="Signature">The node's signature over the report, base64.</param>
public sealed record Submission(
    NodeId Node,
    int BaseVersion,
    Digest BaseDigest,
    SubmittedUpdate? Update,
    ImmutableArray<Measurement> Evaluation,
    string Report,
    string Signature)
{
    /// <summary>What makes two submissions of a node the same one.</summary>
    [JsonIgnore]
    public Digest Identity => Update?.Digest ?? Digest.Of(Convert.FromBase64String(Report));
}

/// <summary>An update that a node sends.</summary>
/// <param name="Digest">SHA-256 of its bytes, which names it in the artifact store.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Examples">The training records behind it.</param>
/// <param name="TrainingLoss">The mean loss while training; null when the training was private and must not tell.</param>
/// <param name="TrainingSeconds">How long the site trained.</param>
/// <param name="Mechanism">What private training did; null when it was not private.</param>
/// <param name="MaskedUpload">In a masked round the site's signed statement on what it uploaded, base64; null in a plain one.</param>
public sealed record SubmittedUpdate(
    Digest Digest,
    long Length,
    long Examples,
    double? TrainingLoss,
    double TrainingSeconds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DpSgdMechanism? Mechanism = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? MaskedUpload = null);
