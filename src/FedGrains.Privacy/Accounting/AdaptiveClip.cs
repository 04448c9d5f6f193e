namespace FedGrains.Privacy.Accounting;

/// <summary>
/// A clipping bound that follows a quantile of the update norms (Andrew et al. 2021). A private count of the updates within the bound
/// moves it geometrically, and takes its part of the noise budget.
/// </summary>
public sealed record AdaptiveClip
{
    /// <summary>A bound and how it moves. Anything out of range throws an <see cref="ArgumentOutOfRangeException"/>.</summary>
    /// <param name="bound">The clipping bound now, above 0 and finite.</param>
    /// <param name="countNoise">σ_b, the standard deviation of the noise on the count, above 0 and finite; the paper has a twentieth of <paramref name="expected"/>.</param>
    /// <param name="expected">The public number of units that a round expects, at least 1. Never the number that came: that is private.</param>
    /// <param name="quantile">γ, the share of updates that should be within the bound, 0 to 1.</param>
    /// <param name="learningRate">η, above 0 and finite.</param>
    public AdaptiveClip(double bound, double countNoise, int expected, double quantile = 0.5, double learningRate = 0.2)
    {
        RequirePositive(bound, nameof(bound));
        RequirePositive(countNoise, nameof(countNoise));
        RequirePositive(learningRate, nameof(learningRate));
        ArgumentOutOfRangeException.ThrowIfLessThan(expected, 1);
        if (!(quantile is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(quantile), quantile, "A quantile is a number from 0 to 1.");

        (Bound, CountNoise, Expected, Quantile, LearningRate) = (bound, countNoise, expected, quantile, learningRate);
    }

    /// <summary>The clipping bound C.</summary>
    public double Bound { get; private init; }

    /// <summary>σ_b.</summary>
    public double CountNoise { get; }

    /// <summary>The public number of units that a round expects.</summary>
    public int Expected { get; }

    /// <summary>γ.</summary>
    public double Quantile { get; }

    /// <summary>η.</summary>
    public double LearningRate { get; }

    /// <summary>What a unit adds to the count: 1/2 when its norm is within the bound, otherwise -1/2. Without that shift one unit would change the count by 1, and <see cref="UpdateNoise"/> would not hold.</summary>
    public double Contribution(double norm) => norm <= Bound ? 0.5 : -0.5;

    /// <summary>The noisy count: the sum of <see cref="Contribution"/> over the units that came, plus σ_b times a standard normal number.</summary>
    public double Count(IEnumerable<double> norms, Func<double> standardNormal)
    {
        ArgumentNullException.ThrowIfNull(norms);
        ArgumentNullException.ThrowIfNull(standardNormal);

        return norms.Sum(Contribution) + (CountNoise * standardNormal());
    }

    /// <summary>The bound for the next round: C · e^(-η(b - γ)), where b is the noisy share of updates within the bound, kept between 0 and 1.</summary>
    public AdaptiveClip Next(double noisyCount)
    {
        if (double.IsNaN(noisyCount)) throw new ArgumentOutOfRangeException(nameof(noisyCount), noisyCount, "A noisy count is a number.");

        var share = Math.Clamp((noisyCount / Expected) + 0.5, 0, 1);

        return this with { Bound = Bound * Math.Exp(-LearningRate * (share - Quantile)) };
    }

    /// <summary>z_Δ, the noise multiplier for the update so that it and the count together cost what a multiplier z alone would: (z^-2 - (2σ_b)^-2)^(-1/2).</summary>
    /// <param name="noiseMultiplier">z, above 0.</param>
    /// <param name="countNoise">σ_b. The count alone costs what 2σ_b does; when that is not above z an <see cref="ArgumentOutOfRangeException"/> is thrown.</param>
    public static double UpdateNoise(double noiseMultiplier, double countNoise)
    {
        RequirePositive(noiseMultiplier, nameof(noiseMultiplier));
        RequirePositive(countNoise, nameof(countNoise));

        if (2 * countNoise <= noiseMultiplier)
            throw new ArgumentOutOfRangeException(nameof(countNoise), countNoise, FormattableString.Invariant($"The count's noise must be above half the noise multiplier, {noiseMultiplier / 2:G6}: otherwise the count alone costs the whole budget."));

        return 1 / Math.Sqrt(EventTally.Precision(noiseMultiplier) - EventTally.Precision(2 * countNoise));
    }

    /// <summary>What one round releases: the update with <see cref="UpdateNoise"/>, and the count.</summary>
    /// <param name="noiseMultiplier">z, what both together cost.</param>
    public PrivacyEvent Released(double noiseMultiplier) =>
        new PrivacyEvent.Composed([new PrivacyEvent.Gaussian(UpdateNoise(noiseMultiplier, CountNoise)), new PrivacyEvent.Gaussian(2 * CountNoise)]);

    private static void RequirePositive(double value, string name)
    {
        if (!(value > 0 && double.IsFinite(value))) throw new ArgumentOutOfRangeException(name, value, $"{name} is a finite number above 0.");
    }
}
