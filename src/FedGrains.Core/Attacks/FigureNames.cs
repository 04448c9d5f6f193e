using System.Collections.Immutable;

namespace FedGrains.Core.Attacks;

/// <summary>The figures of attacks by name.</summary>
public static class FigureNames
{
    /// <summary>The mean peak signal-to-noise ratio of reconstructions in decibels; infinite when one is exact.</summary>
    public const string PsnrMean = "psnrMean";

    /// <summary>The best one.</summary>
    public const string PsnrBest = "psnrBest";

    /// <summary>The worst one.</summary>
    public const string PsnrWorst = "psnrWorst";

    /// <summary>The share of records that people would recognise in their reconstruction.</summary>
    public const string Recognised = "recognised";

    /// <summary>The share of guesses that are right.</summary>
    public const string Accuracy = "accuracy";

    /// <summary>The area under the ROC curve of a membership attack.</summary>
    public const string AreaUnderCurve = "areaUnderCurve";

    /// <summary>The largest difference between members found and others taken for members.</summary>
    public const string Advantage = "advantage";

    /// <summary>Members found while at most 1 % of the others are taken for members.</summary>
    public const string TruePositivesAtOnePercent = "truePositivesAt0.01";

    /// <summary>Members found while at most 0.1 % of the others are taken for members.</summary>
    public const string TruePositivesAtOnePerMille = "truePositivesAt0.001";

    /// <summary>Members found at the threshold that was set before.</summary>
    public const string TruePositives = "truePositives";

    /// <summary>Others taken for members at that threshold.</summary>
    public const string FalsePositives = "falsePositives";

    /// <summary>Every name.</summary>
    public static ImmutableArray<string> All { get; } =
    [
        PsnrMean, PsnrBest, PsnrWorst, Recognised, Accuracy, AreaUnderCurve, Advantage, TruePositivesAtOnePercent, TruePositivesAtOnePerMille, TruePositives, FalsePositives,
    ];
}
