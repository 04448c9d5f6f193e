using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Json;
using FedGrains.Core.Models;
using FedGrains.Core.Training;

namespace FedGrains.Core.Rounds;

/// <summary>Everything a site needs to know to do its part, besides the model's bytes; the same for the whole cohort.</summary>
/// <param name="Dataset">The registered dataset to use.</param>
/// <param name="Model">The model as data.</param>
/// <param name="Training">What to do with it.</param>
/// <param name="FractionBits">The fixed-point format of the update.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Iteration">Which pass of training this is, counted from 1: the base version's number plus one, so that a round tried again trains on the same batches.</param>
/// <param name="Masking">How the update is made ready to be masked; null when it is sent in plain fixed point.</param>
public sealed record SiteTask(
    DatasetName Dataset,
    ModelDefinition Model,
    TrainingPlan Training,
    int FractionBits,
    ulong Seed,
    int Iteration,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MaskingTask? Masking = null)
{
    /// <summary>The bytes that sites are sent. Their digest is the configuration's, in every report and in every mask.</summary>
    public byte[] ToConfiguration() => JsonSerializer.SerializeToUtf8Bytes(this, CoreJson.Options);

    /// <summary>The 32 public bytes that the rotation of a round with noise follows from.</summary>
    public Digest RotationSeed() => Digest.Of(Encoding.UTF8.GetBytes($"FedGrains/rotation-seed/v1/{Seed}/{Iteration}"));

    /// <summary>
    /// The 32 bytes that the rounding of <paramref name="node"/>'s masked update follows from. Everybody can know them: rounding need not be secret, and the same run makes the same model again.
    /// </summary>
    public byte[] RoundingSeed(NodeId node) => SHA256.HashData(Encoding.UTF8.GetBytes($"FedGrains/rounding-seed/v1/{Seed}/{Iteration}/{node}"));
}
