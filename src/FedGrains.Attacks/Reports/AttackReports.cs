using FedGrains.Attacks.Membership;
using FedGrains.Attacks.Statistics;
using FedGrains.Core.Attacks;
using FedGrains.Core.Training;

namespace FedGrains.Attacks.Reports;

/// <summary>Reports of each kind of attack.</summary>
public static class AttackReports
{
    /// <summary>The peak signal-to-noise ratio in decibels above which people recognise a picture.</summary>
    public const double Recognisable = 20;

    /// <summary>Of an inversion: the mean, the best and the worst peak signal-to-noise ratio over records, at least 1, and the share that people would recognise.</summary>
    public static AttackReport OfInversion(string attack, string defence, DpSgdMechanism? mechanism, IReadOnlyCollection<double> psnr)
    {
        var recognised = Binomial.Interval(psnr.Count(p => p > Recognisable), psnr.Count);

        return new(
            attack, defence, mechanism, psnr.Count,
            [new(FigureNames.PsnrMean, psnr.Average()), new(FigureNames.PsnrBest, psnr.Max()), new(FigureNames.PsnrWorst, psnr.Min()), AttackFigure.Of(FigureNames.Recognised, recognised)],
            []);
    }

    /// <summary>Of guesses that are right or wrong: labels, properties.</summary>
    public static AttackReport OfGuesses(string attack, string defence, DpSgdMechanism? mechanism, int right, int trials) =>
        new(attack, defence, mechanism, trials, [AttackFigure.Of(FigureNames.Accuracy, Binomial.Interval(right, trials))], []);

    /// <summary>Of a membership attack: its curve, the area under it, the advantage, and what is found at few false alarms.</summary>
    public static AttackReport OfMembership(string attack, string defence, DpSgdMechanism? mechanism, MembershipScores scores)
    {
        var curve = RocCurve.Of(scores.Members, scores.Others);

        return new(
            attack, defence, mechanism, scores.Members.Length + scores.Others.Length,
            [
                new(FigureNames.AreaUnderCurve, curve.Area), new(FigureNames.Advantage, curve.Advantage),
                new(FigureNames.TruePositivesAtOnePercent, curve.TruePositiveRateAt(0.01)), new(FigureNames.TruePositivesAtOnePerMille, curve.TruePositiveRateAt(0.001)),
            ],
            curve.Drawn(PrivacyAudit.MostPoints));
    }
}
