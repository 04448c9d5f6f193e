using System.Runtime.InteropServices;

using FedGrains.Core.Identifiers;
using FedGrains.Privacy.Secrets;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Updates;
using FedGrains.Site.Jobs;
using FedGrains.Site.Trainers;

using SiteIdentity = FedGrains.Site.Identity.SiteIdentity;

namespace FedGrains.Site.Masking;

/// <summary>
/// Makes a trained model's update ready to be masked: clipped, rounded, and with the site's share of the noise where the round has some. Done again after a crash it
/// makes the same bytes.
/// </summary>
internal sealed class UpdateNoise(MaskingKey key, SiteIdentity identity)
{
    /// <summary>The update before masking. A <see cref="SiteTrainingException"/> when it is no number somewhere.</summary>
    public NoisedUpdate Make(AgreedRound round, TrainedModel trained, ReadOnlyMemory<float> global) =>
        round.Task.Noise is null ? WithoutNoise(round, trained, global) : WithNoise(round, trained, global);

    /// <summary>By what the site knows the update before masking again.</summary>
    public Digest Tag(AgreedRound round, NoisedUpdate input)
    {
        using var own = key.Derive($"FedGrains/input-tag/v1/{identity.Node}/{round.Subject}/{round.Number}");

        return InputTag.Of(input, own).ToDigest();
    }

    private static NoisedUpdate WithoutNoise(AgreedRound round, TrainedModel trained, ReadOnlyMemory<float> global)
    {
        var quantiser = round.Task.Quantiser();
        using var seed = SecretBytes.CopyOf(round.RoundingSeed);

        return Clip(round, trained, global, quantiser.Bounds).WithoutNoise(quantiser, round.Task.Weight(trained.Examples), seed);
    }

    private NoisedUpdate WithNoise(AgreedRound round, TrainedModel trained, ReadOnlyMemory<float> global)
    {
        using var seed = NoiseSeed(round, trained);

        return Clip(round, trained, global, ClipBounds.Norm(round.Task.Clip)).WithNoise(round.Task.NoisyQuantiser(), seed);
    }

    // From the site's own secret, so that nobody else can take the noise away; from the round, so that no two rounds share it; and from what was trained, so that
    // not even a site that lost its journal ever puts one noise on two updates.
    private SecretBytes NoiseSeed(AgreedRound round, TrainedModel trained) => key.Derive(
        $"FedGrains/site-noise/v1/{identity.Node}/{round.Subject}/{round.Number}/{Digest.Of(MemoryMarshal.AsBytes(trained.Parameters.Span))}");

    private static ClippedUpdate Clip(AgreedRound round, TrainedModel trained, ReadOnlyMemory<float> global, ClipBounds bounds)
    {
        if (new RawUpdate(trained.Parameters, global).Clip(bounds, out var clipped) is not { } fault) return clipped!;

        var (tensor, index) = round.Layout.Locate(fault.Index);
        throw new SiteTrainingException(EncodedUpdate.Diverged(tensor, index));
    }
}
