using FedGrains.Core.Strategies;

namespace FedGrains.Cli.RunFiles;

/// <summary>How a run file writes <see cref="Weighting"/>.</summary>
internal static class WeightingSection
{
    public static IReadOnlyList<string> Names { get; } = ["examples", "uniform"];

    public static Weighting Of(string name) => name == "uniform" ? Weighting.Uniform : Weighting.Examples;
}
