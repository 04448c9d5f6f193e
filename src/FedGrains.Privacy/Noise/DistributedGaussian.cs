using System.Globalization;

using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.Noise;

/// <summary>What a run fixes of the distributed discrete Gaussian; all of it is public.</summary>
/// <param name="Clip">c, the bound on the L2 norm of an update, finite and above 0.</param>
/// <param name="Granularity">γ, the distance between neighbouring values, finite and above 0.</param>
/// <param name="LocalDeviation">s, the standard deviation of the noise that each site adds to each parameter, in the parameters' unit.</param>
/// <param name="FewestSurvivors">The fewest updates that may be in a sum: the noise is counted as theirs.</param>
/// <param name="LargestCohort">The most updates that may be in a sum.</param>
/// <param name="Parameters">Parameters of the model.</param>
public sealed record DistributedGaussianSettings(double Clip, double Granularity, double LocalDeviation, int FewestSurvivors, int LargestCohort, int Parameters)
{
    /// <summary>β, which bounds how often a site rounds anew: a try fails with less than this probability. exp(-1/2).</summary>
    public double Beta { get; init; } = Math.Exp(-0.5);
}

/// <summary>
/// The distributed discrete Gaussian mechanism: each site rotates, rounds and adds its share of discrete Gaussian noise before masking,
/// so that only the noisy sum is ever seen. This class says what it costs. Neighbouring cohorts differ in one site's update, replaced
/// by zero; the noise of every site in the sum stays. A site that looks at the sum knows its own share of the noise: against it, count
/// one survivor fewer. Reference: Kairouz, Liu and Steinke 2021, Theorem 1 and Proposition 26.
/// </summary>
public sealed class DistributedGaussian
{
    // c / γ: beyond it a double no longer holds a coordinate with its fraction.
    private const double MostSteps = 1L << 40;

    // So many standard deviations of the sum stay within the ring: a wrap-around has a probability below 2 exp(-50) a parameter.
    internal const double LeastRoom = 10;

    /// <summary>The mechanism. Settings that cannot be met throw an <see cref="ArgumentException"/> that says why.</summary>
    public DistributedGaussian(DistributedGaussianSettings settings, UpdateRing ring)
    {
        ArgumentNullException.ThrowIfNull(settings);
        RequirePositive(settings.Clip, nameof(settings.Clip));
        RequirePositive(settings.Granularity, nameof(settings.Granularity));
        RequirePositive(settings.LocalDeviation, nameof(settings.LocalDeviation));
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.FewestSurvivors, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.LargestCohort, settings.FewestSurvivors);
        if (!(settings.Beta is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(settings), settings.Beta, "β is between 0 and 1.");

        if (settings.Clip / settings.Granularity > MostSteps) throw new ArgumentException("The granularity is too fine for the clip: at least 2^-40 of it is needed.", nameof(settings));

        (Settings, Ring, Dimension) = (settings, ring, HadamardRotation.Padded(settings.Parameters));
        SiteNoise = DiscreteGaussian.AtLeast(settings.LocalDeviation / settings.Granularity);
        RoundedNorm = NormAfterRounding(settings);
        Tau = TauOf(SiteNoise.Sigma, settings.LargestCohort);

        if (RoomFor(settings, ring) is var room and < LeastRoom) throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"A ring of {ring.Bits()} bits has room for {room:f1} standard deviations of the sum; {LeastRoom} are needed. Use a coarser granularity or the ring of 64 bits."), nameof(ring));
    }

    /// <summary>The settings.</summary>
    public DistributedGaussianSettings Settings { get; }

    /// <summary>The ring that updates are summed in.</summary>
    public UpdateRing Ring { get; }

    /// <summary>d, the parameters padded to whole blocks of the rotation.</summary>
    public int Dimension { get; }

    /// <summary>The noise that a site adds, in units of the granularity; at least what was asked for.</summary>
    public DiscreteGaussian SiteNoise { get; }

    /// <summary>The bound on the L2 norm of a rounded update, in the parameters' unit: the sensitivity. A site rounds anew until it is kept.</summary>
    public double RoundedNorm { get; }

    /// <summary>τ, how far the sum of the sites' noise is at most from one discrete Gaussian. It underflows to 0 where the noise is a few times the granularity.</summary>
    public double Tau { get; }

    /// <summary>The standard deviation of the noise in the fewest survivors' sum over the sensitivity.</summary>
    public double NoiseMultiplier => Math.Sqrt(Settings.FewestSurvivors) * SiteNoise.Sigma * Settings.Granularity / RoundedNorm;

    /// <summary>ρ of one round: it is ρ-zCDP.</summary>
    public double Rho => Math.Min(SecondBound, ThirdBound);

    // In units of the noise of the fewest survivors. Whole numbers have an L1 norm of at most their squared L2 norm, and of √d times it.
    private double NormOne => Math.Min(Math.Sqrt(Dimension), RoundedNorm / Settings.Granularity) / NoiseMultiplier;

    private double SecondBound => 0.5 * ((1 / (NoiseMultiplier * NoiseMultiplier)) + (2 * NormOne * Tau) + (Tau * Tau * Dimension));

    private double ThirdBound => 0.5 * Math.Pow((1 / NoiseMultiplier) + (Math.Sqrt(Dimension) * Tau), 2);

    /// <summary>The Rényi divergence of one round at <paramref name="order"/>, above 1. Rounds add up.</summary>
    public double RenyiDivergence(double order)
    {
        if (!(order > 1)) throw new ArgumentOutOfRangeException(nameof(order), order, "An order is above 1.");

        var first = (order / (2 * NoiseMultiplier * NoiseMultiplier)) + (Tau * Dimension);

        return Math.Min(first, order * Rho);
    }

    /// <summary>s for a noise multiplier: the standard deviation that each of the fewest survivors must add.</summary>
    /// <param name="settings">The settings, whose own local deviation does not matter.</param>
    /// <param name="noiseMultiplier">z, above 0: the standard deviation of the sum's noise over the sensitivity.</param>
    public static double LocalDeviationFor(DistributedGaussianSettings settings, double noiseMultiplier)
    {
        ArgumentNullException.ThrowIfNull(settings);
        RequirePositive(noiseMultiplier, nameof(noiseMultiplier));

        return noiseMultiplier * NormAfterRounding(settings) / Math.Sqrt(settings.FewestSurvivors);
    }

    /// <summary>
    /// How many standard deviations of the largest cohort's sum a ring has room for. The rotation makes a coordinate of the sum sub-Gaussian with n c / √(a block's d) at
    /// most; rounding and noise add their variances.
    /// </summary>
    internal static double RoomFor(DistributedGaussianSettings settings, UpdateRing ring)
    {
        var (n, gamma) = ((double)settings.LargestCohort, settings.Granularity);
        var block = Math.Min(HadamardRotation.Padded(settings.Parameters), HadamardRotation.BlockSize);
        var deviation = Math.Sqrt((settings.Clip * settings.Clip * n * n / block) + (((gamma * gamma / 4) + (settings.LocalDeviation * settings.LocalDeviation)) * n)) / gamma;

        return Math.ScaleB(1, ring.Bits() - 1) / deviation;
    }

    /// <summary>The squared norm in units of the granularity that a rounded update must keep, a whole number.</summary>
    internal UInt128 LargestSquaredNorm => (UInt128)Math.Floor(Math.Pow(RoundedNorm / Settings.Granularity, 2) * (1 - Math.ScaleB(1, -50)));

    /// <summary>The bound on the norm of a rounded update that conditional rounding keeps: the paper's Proposition 26.</summary>
    internal static double NormAfterRounding(DistributedGaussianSettings settings)
    {
        var (scaled, d) = (settings.Clip / settings.Granularity, (double)HadamardRotation.Padded(settings.Parameters));
        var always = Math.Pow(scaled + Math.Sqrt(d), 2);
        var likely = (scaled * scaled) + (d / 4) + (Math.Sqrt(2 * Math.Log(1 / settings.Beta)) * (scaled + (Math.Sqrt(d) / 2)));

        return settings.Granularity * Math.Sqrt(Math.Min(always, likely));
    }

    private static double TauOf(double sigma, int contributors)
    {
        var sum = 0.0;
        for (var k = 1; k < contributors; k++) sum += Math.Exp(-2 * Math.PI * Math.PI * sigma * sigma * k / (k + 1.0));

        return 10 * sum;
    }

    private static void RequirePositive(double value, string name)
    {
        if (!(value > 0 && double.IsFinite(value))) throw new ArgumentOutOfRangeException(name, value, $"{name} is finite and above 0.");
    }
}
