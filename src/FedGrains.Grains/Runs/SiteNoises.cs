using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Privacy.Accounting;
using FedGrains.Privacy.Noise;
using FedGrains.Privacy.Updates;
using FedGrains.Storage.Artifacts;

namespace FedGrains.Grains.Runs;

/// <summary>The noise of a round's sites, sized so that those who are counted on make all that the run promises.</summary>
internal static class SiteNoises
{
    /// <summary>How sites mask with noise.</summary>
    /// <param name="privacy">The run's settings.</param>
    /// <param name="clip">The round's clipping norm.</param>
    /// <param name="cohort">The most updates in a sum.</param>
    /// <param name="leastSurvivors">The fewest that a sum takes.</param>
    /// <param name="parameters">Parameters of the model.</param>
    /// <param name="rotation">What the round's rotation follows from.</param>
    public static MaskingTask Task(SitePrivacy privacy, double clip, int cohort, int leastSurvivors, int parameters, Digest rotation)
    {
        // A roster that came after the run had started may have a sum take fewer sites. What is counted on is in the statement.
        var fewest = Math.Max(1, privacy.CountedOn(leastSurvivors));
        var votes = privacy.Adaptation?.NoiseFor(cohort, privacy.NoiseMultiplier);
        var mechanism = NoiseSizing.For(clip, votes is { } noise ? AdaptiveClip.UpdateNoise(privacy.NoiseMultiplier, noise) : privacy.NoiseMultiplier, fewest, cohort, parameters);
        var vote = votes is { } count ? NoiseSizing.For(1, 2 * count, fewest, cohort, 1, mechanism.Ring) : null;
        var quantiser = new DistributedGaussianQuantiser(mechanism, Convert.FromHexString(rotation.Value), vote);

        return new(clip, cohort, WeightCap: 1, mechanism.Ring.Bits(), new(
            MaskedVectors.ShareOf(mechanism),
            vote is null ? null : MaskedVectors.ShareOf(vote),
            fewest,
            parameters,
            quantiser.Lanes,
            privacy.NoiseMultiplier,
            quantiser.Rho,
            rotation));
    }

    /// <summary>The clipping norm of the next round, by the votes of this one's survivors, whose number is public.</summary>
    public static double NextNorm(ClipAdaptation adaptation, double clip, double noiseMultiplier, int cohort, long survivors, double votes)
    {
        var next = new AdaptiveClip(clip, adaptation.NoiseFor(cohort, noiseMultiplier), checked((int)survivors), adaptation.Quantile, adaptation.LearningRate).Next(votes);

        return Math.Clamp(next.Bound, SitePrivacy.LeastNorm, SitePrivacy.MostNorm);
    }
}
