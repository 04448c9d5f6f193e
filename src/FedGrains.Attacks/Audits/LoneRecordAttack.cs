using FedGrains.Attacks.Statistics;
using FedGrains.Core.Attacks;
using FedGrains.Core.Training;

namespace FedGrains.Attacks.Audits;

/// <summary>
/// An attack on what one step shows of one record, tried over many records. Success is counted when the record was there and when nobody was, because a guess may succeed by
/// chance; those two shares are what a guarantee bounds.
/// </summary>
/// <param name="Name">See <see cref="AttackNames"/>.</param>
/// <param name="Figure">The figure that says most.</param>
/// <param name="Records">How many records are attacked.</param>
/// <param name="Repeats">How often each, against noise; without noise every time is alike.</param>
/// <param name="Score">How well the record at a place is found in a gradient.</param>
/// <param name="Threshold">Above it the record counts as found.</param>
/// <param name="Report">The report of scores.</param>
internal sealed record LoneRecordAttack(
    string Name, string Figure, int Records, int Repeats, Func<double[], int, double> Score, double Threshold, Func<string, DpSgdMechanism?, double[], AttackReport> Report)
{
    public AttackFinding Run(PlanUnderAttack plan)
    {
        var lone = new LoneRecord(plan.Subject, plan.Pool, plan.Trainer, plan.Cancellation);
        var plain = Scores(lone, Records, isDefended: false);
        var undefended = Report(DefenceNames.None, null, plain.With);

        if (lone.Mechanism is not { } mechanism) return AttackFinding.WithoutDefence(Figure, undefended);

        var guarantee = plan.Guarantee(mechanism);
        var noisy = Scores(lone, Records * Repeats, isDefended: true);

        return AttackFinding.Tested(Figure, undefended, Test(plain, guarantee), Report(DefenceNames.DpSgd, mechanism, noisy.With), guarantee, Test(noisy, guarantee));
    }

    private (double[] With, double[] Without) Scores(LoneRecord lone, int trials, bool isDefended) => (
        [.. Enumerable.Range(0, trials).Select(trial => Score(lone.Seen(trial % Records, isDefended), trial % Records))],
        [.. Enumerable.Range(0, trials).Select(trial => Score(lone.Seen(null, isDefended), trial % Records))]);

    private GuaranteeTest Test((double[] With, double[] Without) scores, AuditGuarantee guarantee) =>
        new(Found(scores.With), Found(scores.Without), guarantee.Epsilon, guarantee.Delta);

    // Trials over different records are independent but not alike, which only narrows the spread of their sum (Hoeffding 1956): the exact interval holds.
    private Share Found(double[] scores) => Binomial.Interval(scores.Count(s => s > Threshold), scores.Length, (1 + AuditSettings.Confidence) / 2);
}
