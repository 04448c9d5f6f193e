using FedGrains.Attacks.Membership;
using FedGrains.Attacks.Statistics;
using FedGrains.Core.Training;

namespace FedGrains.Attacks.Reports;

/// <summary>Reports of each kind of attack.</summary>
public static class AttackReports
{
    private const double Recognisable = 20;

    /// <summary>Of an inversion: the mean, the best and the worst peak signal-to-noise ratio over records, at least 1, and the share that people would recognise.</summary>
    public static AttackReport OfInversion(string attack, string defence, DpSgdMechanism? mechanism, IReadOnlyCollection<double> psnr)
    {
        var recognised = Binomial.Interval(psnr.Count(p => p > Recognisable), psnr.Count);

        return new(
            attack, defence, mechanism, psnr.Count,
            [new("psnrMean", psnr.Average()), new("psnrBest", psnr.Max()), new("psnrWorst", psnr.Min()), Figure("recognised", recognised)],
            []);
    }

    /// <summary>Of guesses that are right or wrong: labels, properties.</summary>
    public static AttackReport OfGuesses(string attack, string defence, DpSgdMechanism? mechanism, int right, int trials) =>
        new(attack, defence, mechanism, trials, [Figure("accuracy", Binomial.Interval(right, trials))], []);

    /// <summary>Of a membership attack: its whole curve, the area under it, the advantage, and what is found at few false alarms.</summary>
    public static AttackReport OfMembership(string attack, string defence, DpSgdMechanism? mechanism, MembershipScores scores)
    {
        var curve = RocCurve.Of(scores.Members, scores.Others);

        return new(
            attack, defence, mechanism, scores.Members.Length + scores.Others.Length,
            [
                new("areaUnderCurve", curve.Area), new("advantage", curve.Advantage),
                new("truePositivesAt0.01", curve.TruePositiveRateAt(0.01)), new("truePositivesAt0.001", curve.TruePositiveRateAt(0.001)),
            ],
            curve.Points);
    }

    private static AttackFigure Figure(string name, Share share) => new(name, share.Value, share.Lower, share.Upper);
}
