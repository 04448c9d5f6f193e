namespace FedGrains.Core.Runs;

/// <summary>
/// Site-level differential privacy: each site cuts its whole update to a norm and adds its share of discrete Gaussian noise before it is masked, so that the sum hides
/// what any one site had (Kairouz, Liu and Steinke 2021). Every site weighs alike.
/// </summary>
/// <param name="ClippingNorm">C, the most L2 norm that a site's update has; with <paramref name="Adaptation"/>, in the first round. 1e-6 to 1e6.</param>
/// <param name="NoiseMultiplier">z: the noise on a sum has a standard deviation of z·C in every parameter, and so much at least from the sites that are counted on. 0.01 to 100.</param>
/// <param name="Delta">δ of the statements about the run's models, more than 0 and less than 1. It changes nothing of the noise.</param>
/// <param name="CuriousSites">How many of the fewest survivors of a sum are not counted on: a site knows its own noise, and can take it off the models that it sees. At least 0.</param>
/// <param name="Adaptation">How the clipping norm follows the updates; null for a fixed one.</param>
public sealed record SitePrivacy(
    double ClippingNorm, double NoiseMultiplier, double Delta = SitePrivacy.DefaultDelta, int CuriousSites = SitePrivacy.DefaultCuriousSites, ClipAdaptation? Adaptation = null)
{
    /// <summary>δ where nothing is said.</summary>
    public const double DefaultDelta = 1e-5;

    /// <summary>The curious sites where nothing is said: each by itself.</summary>
    public const int DefaultCuriousSites = 1;

    /// <summary>The smallest clipping norm; one that adapts stays above it.</summary>
    public const double LeastNorm = 1e-6;

    /// <summary>The largest.</summary>
    public const double MostNorm = 1e6;

    private const string Field = "secureAggregation.sitePrivacy";

    /// <summary>How many sites' noise is counted on when a sum takes <paramref name="leastSurvivors"/>; below 1 there is none left.</summary>
    public int CountedOn(int leastSurvivors) => leastSurvivors - CuriousSites;

    /// <summary>What is wrong with the settings, one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        if (!(ClippingNorm is >= LeastNorm and <= MostNorm)) yield return $"{Field}.clippingNorm must be 0.000001 to 1,000,000, not {ClippingNorm}.";
        if (!(NoiseMultiplier is >= 0.01 and <= 100)) yield return $"{Field}.noiseMultiplier must be 0.01 to 100, not {NoiseMultiplier}.";
        if (!(Delta is > 0 and < 1)) yield return $"{Field}.delta must be more than 0 and less than 1, not {Delta}.";
        if (CuriousSites < 0) yield return $"{Field}.curiousSites must be at least 0, not {CuriousSites}.";

        foreach (var fault in Adaptation?.Faults(NoiseMultiplier) ?? []) yield return $"{Field}.adaptation.{fault}";
    }
}
