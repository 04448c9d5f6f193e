using System.Collections.Immutable;

namespace FedGrains.Core.Attacks;

/// <summary>What stands against an attack, by name.</summary>
public static class DefenceNames
{
    /// <summary>Nothing.</summary>
    public const string None = "none";

    /// <summary>Record-level differential privacy of the training.</summary>
    public const string DpSgd = "dpSgd";

    /// <summary>A mask over the update.</summary>
    public const string Masking = "masking";

    /// <summary>Every name.</summary>
    public static ImmutableArray<string> All { get; } = [None, DpSgd, Masking];
}
