namespace FedGrains.Core.Runs;

/// <summary>A clipping norm that follows a quantile of the sites' update norms, by a noised count of those within it (Andrew et al. 2021). The count takes its part of the noise budget: together they cost what the noise multiplier says.</summary>
/// <param name="Quantile">γ, the share of updates that should be within the norm, 0 to 1.</param>
/// <param name="LearningRate">η: a round changes the norm by a factor of at most e^η. More than 0, at most 5.</param>
/// <param name="CountNoise">σ_b, the standard deviation of the noise on the count, at least 0.51 times the noise multiplier and at most 500. 0 has it chosen: see <see cref="NoiseFor"/>.</param>
public sealed record ClipAdaptation(double Quantile = ClipAdaptation.DefaultQuantile, double LearningRate = ClipAdaptation.DefaultLearningRate, double CountNoise = 0)
{
    /// <summary>The quantile where nothing is said: the median.</summary>
    public const double DefaultQuantile = 0.5;

    /// <summary>The learning rate where nothing is said.</summary>
    public const double DefaultLearningRate = 0.2;

    private const double MostNoise = 500;

    // At half of it the count alone costs all, and updates would need noise without end; so far from it they need five times as much.
    private const double LeastShare = 0.51;

    /// <summary>σ_b: what was asked for, or a twentieth of the cohort, as the paper has it, and in small cohorts the noise multiplier, with which the count takes a quarter of the budget.</summary>
    public double NoiseFor(int cohort, double noiseMultiplier) => CountNoise > 0 ? CountNoise : Math.Min(MostNoise, Math.Max(cohort / 20.0, noiseMultiplier));

    internal IEnumerable<string> Faults(double noiseMultiplier)
    {
        if (!(Quantile is >= 0 and <= 1)) yield return $"quantile must be 0 to 1, not {Quantile}.";
        if (!(LearningRate is > 0 and <= 5)) yield return $"learningRate must be more than 0 and at most 5, not {LearningRate}.";
        if (CountNoise != 0 && !(CountNoise >= LeastShare * noiseMultiplier && CountNoise <= MostNoise)) yield return $"countNoise must be at least {LeastShare} times the noise multiplier, {LeastShare * noiseMultiplier}, and at most {MostNoise}, not {CountNoise}: with less, hardly any of the budget would be left for the updates.";
    }
}
