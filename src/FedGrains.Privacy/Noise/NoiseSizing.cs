using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.Noise;

/// <summary>Chooses what a run leaves open of the distributed discrete Gaussian: the granularity, the ring, and the noise of each site.</summary>
public static class NoiseSizing
{
    /// <summary>The least noise multiplier that can be asked for.</summary>
    public const double LeastMultiplier = 0.01;

    /// <summary>The largest.</summary>
    public const double MostMultiplier = 1000;

    // Rounding may cost at most a hundredth of the noise, and so many steps of noise make τ nothing.
    private const double MostRounding = 1.01;
    private const double LeastSteps = 4;

    /// <summary>
    /// The mechanism whose noise in the fewest survivors' sum is <paramref name="noiseMultiplier"/> times the sensitivity, or a little more. Its granularity is the clip
    /// over the largest power of two that the ring has room for. It follows from the arguments alone.
    /// </summary>
    /// <param name="clip">c, finite and above 0.</param>
    /// <param name="noiseMultiplier">z, <see cref="LeastMultiplier"/> to <see cref="MostMultiplier"/>.</param>
    /// <param name="fewestSurvivors">The fewest updates in a sum whose noise is counted on, at least 1.</param>
    /// <param name="largestCohort">The most updates in a sum.</param>
    /// <param name="parameters">Parameters of the model, at most 2^30.</param>
    /// <param name="ring">The ring; null for that of 32 bits where it leaves enough precision, else that of 64.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static DistributedGaussian For(double clip, double noiseMultiplier, int fewestSurvivors, int largestCohort, int parameters, UpdateRing? ring = null)
    {
        if (!(noiseMultiplier is >= LeastMultiplier and <= MostMultiplier)) throw new ArgumentOutOfRangeException(nameof(noiseMultiplier), noiseMultiplier, $"A noise multiplier is {LeastMultiplier} to {MostMultiplier}.");

        var settings = new DistributedGaussianSettings(clip, clip, clip, fewestSurvivors, largestCohort, parameters);
        var small = Finest(settings, noiseMultiplier, UpdateRing.Bits32);

        return ring is UpdateRing.Bits32 || (ring is null && IsFineEnough(small)) ? new(small, UpdateRing.Bits32) : new(Finest(settings, noiseMultiplier, UpdateRing.Bits64), UpdateRing.Bits64);
    }

    private static DistributedGaussianSettings Finest(DistributedGaussianSettings settings, double noiseMultiplier, UpdateRing ring)
    {
        var (bits, sized) = (ring.Bits(), settings);

        do
        {
            bits--;
            sized = settings with { Granularity = Math.ScaleB(settings.Clip, -Math.Min(bits, 40)) };
            sized = sized with { LocalDeviation = DistributedGaussian.LocalDeviationFor(sized, noiseMultiplier) };
        }
        while (bits > 0 && (DistributedGaussian.RoomFor(sized, ring) < DistributedGaussian.LeastRoom || Steps(sized) > DiscreteGaussian.MaximumSigma / 2));

        return sized;
    }

    private static bool IsFineEnough(DistributedGaussianSettings sized) =>
        DistributedGaussian.RoomFor(sized, UpdateRing.Bits32) >= DistributedGaussian.LeastRoom
        && DistributedGaussian.NormAfterRounding(sized) <= MostRounding * sized.Clip
        && Steps(sized) >= LeastSteps;

    private static double Steps(DistributedGaussianSettings sized) => sized.LocalDeviation / sized.Granularity;
}
