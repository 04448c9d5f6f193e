using System.Globalization;

namespace FedGrains.Core.Attacks;

/// <summary>Attacks and figures as people read them.</summary>
public static class AttackWords
{
    /// <summary>An attack in a few words; a name that is not known stays as it is.</summary>
    public static string OfAttack(string attack) => attack switch
    {
        AttackNames.AnalyticInversion => "inversion, read off",
        AttackNames.IterativeInversion => "inversion, made up",
        AttackNames.LabelRecovery => "labels",
        AttackNames.CanaryMembership => "membership of a canary",
        AttackNames.LikelihoodRatio => "membership, likelihood ratio",
        AttackNames.LossThreshold => "membership, low loss",
        AttackNames.PropertyInference => "property of a site",
        _ => attack,
    };

    /// <summary>A figure in a few words; a name that is not known stays as it is.</summary>
    public static string OfFigure(string figure) => figure switch
    {
        FigureNames.Recognised => "recognised, PSNR",
        FigureNames.Accuracy => "guesses right",
        FigureNames.TruePositives => "found / by mistake",
        FigureNames.AreaUnderCurve => "area under curve",
        _ => figure,
    };

    /// <summary>A figure's value; a share in per cent.</summary>
    public static string OfValue(string figure, double value) => figure switch
    {
        FigureNames.Recognised or FigureNames.Accuracy or FigureNames.TruePositives or FigureNames.FalsePositives => value.ToString("0.0 %", CultureInfo.InvariantCulture),
        _ => value.ToString("0.000", CultureInfo.InvariantCulture),
    };

    /// <summary>A peak signal-to-noise ratio, which is infinite for an exact copy, and minus that where there is nothing to compare.</summary>
    public static string OfDecibels(double value) => value switch
    {
        double.PositiveInfinity => "exact",
        double.NegativeInfinity => "nothing",
        _ => value.ToString("0.0 dB", CultureInfo.InvariantCulture),
    };

    /// <summary>The most that a figure may be, or nothing.</summary>
    public static string OfBound(string figure, double? most) => most is { } bound ? $"at most {OfValue(figure, bound)}" : "";
}
