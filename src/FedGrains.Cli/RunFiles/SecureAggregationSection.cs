using FedGrains.Core.Runs;

namespace FedGrains.Cli.RunFiles;

/// <summary>Reads <c>secureAggregation</c>: <c>auto</c>, <c>on</c>, <c>off</c>, or settings, which are on. Nothing is <c>auto</c>.</summary>
internal static class SecureAggregationSection
{
    private const string Field = "secureAggregation";
    private const string All = "all";

    private static readonly string[] Modes = ["auto", "on", "off"];

    public static SecureAggregationPlan? Read(Section root)
    {
        if (root.IsMapping(Field)) return Settings(root.Nested(Field, "clip", "weightCap", "batchRounds", "keepMaskedRounds", "unmaskingTime", "sitePrivacy"));

        return root.Choice(Field, Modes) switch
        {
            "off" => null,
            "on" => new(),
            _ => new(WhenPossible: true),
        };
    }

    private static SecureAggregationPlan Settings(Section section) => new(
        section.Number("clip") ?? SecureAggregationPlan.DefaultClip,
        section.Long("weightCap") ?? 0,
        section.Integer("batchRounds") ?? SecureAggregationPlan.DefaultBatchRounds,
        section.Is("keepMaskedRounds", All) ? -1 : section.Integer("keepMaskedRounds") ?? SecureAggregationPlan.DefaultKeepMaskedRounds,
        section.Time("unmaskingTime"),
        SitePrivacy: SitePrivacySection.Read(section));
}
