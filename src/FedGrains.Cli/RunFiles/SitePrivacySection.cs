using FedGrains.Core.Runs;

namespace FedGrains.Cli.RunFiles;

/// <summary>Reads <c>secureAggregation.sitePrivacy</c>: site-level differential privacy. One that is written but empty is not none.</summary>
internal static class SitePrivacySection
{
    public static SitePrivacy? Read(Section secureAggregation)
    {
        if (!secureAggregation.Has("sitePrivacy")) return null;

        var section = secureAggregation.Nested("sitePrivacy", "clippingNorm", "noiseMultiplier", "delta", "curiousSites", "adaptation");
        section.Require("clippingNorm");
        section.Require("noiseMultiplier");

        // One that is written but cannot be read counts as given.
        return new(
            section.Number("clippingNorm") ?? 1,
            section.Number("noiseMultiplier") ?? 1,
            section.Number("delta") ?? SitePrivacy.DefaultDelta,
            section.Integer("curiousSites") ?? SitePrivacy.DefaultCuriousSites,
            Adaptation(section));
    }

    private static ClipAdaptation? Adaptation(Section privacy)
    {
        if (privacy.Is("adaptation", "on")) return new();
        if (privacy.Is("adaptation", "off") || !privacy.Has("adaptation")) return null;

        var section = privacy.Nested("adaptation", "quantile", "learningRate", "countNoise");

        return new(
            section.Number("quantile") ?? ClipAdaptation.DefaultQuantile,
            section.Number("learningRate") ?? ClipAdaptation.DefaultLearningRate,
            section.Number("countNoise") ?? 0);
    }
}
