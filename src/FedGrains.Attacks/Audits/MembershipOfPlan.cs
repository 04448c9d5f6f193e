using FedGrains.Attacks.Membership;
using FedGrains.Attacks.Reports;
using FedGrains.Core.Attacks;
using FedGrains.Core.Training;

namespace FedGrains.Attacks.Audits;

/// <summary>
/// Tells who was in the training: the site's own records, for reading, and a canary, for the test. Of the canary each model gives one independent trial, and none of another record's
/// coin gets in between.
/// </summary>
internal sealed class MembershipOfPlan : IPlanAttack
{
    // Even odds, set before any score is seen.
    private const double Threshold = 0;

    public AttackKind Kind => AttackKind.Membership;

    public SkipReason? Obstacle(PlanUnderAttack plan) => null;

    public IEnumerable<AttackFinding> Run(PlanUnderAttack plan)
    {
        yield return OfCanary(plan);

        // How sure a model is of a record is said of classes only.
        foreach (var finding in plan.Subject.IsClassifier ? OfRecords(plan) : []) yield return finding;
    }

    private static AttackFinding OfCanary(PlanUnderAttack plan)
    {
        var game = Canary.Game(plan);
        var plain = Attack(plan, game, plan.Training.Undefended);
        var undefended = Report(plain, DefenceNames.None, null);

        if (plan.Training is not { Defended: { } defended, Mechanism: { } mechanism }) return AttackFinding.WithoutDefence(FigureNames.TruePositives, undefended);

        var guarantee = plan.Guarantee(mechanism);
        var noisy = Attack(plan, game, defended);

        return AttackFinding.Tested(
            FigureNames.TruePositives, undefended, Test(plain, guarantee.Epsilon, guarantee.Delta), Report(noisy, DefenceNames.DpSgd, mechanism), guarantee, Test(noisy, guarantee.Epsilon, guarantee.Delta));
    }

    private static IEnumerable<AttackFinding> OfRecords(PlanUnderAttack plan)
    {
        var game = new MembershipGame(plan.Subject.Plan.Model, plan.Training.Undefended, plan.Subject.StartParameters(), plan.Pool, [.. Enumerable.Range(0, plan.Pool.Count)], plan.Settings.Seed);
        var shadows = plan.Settings.ShadowModels;
        var count = shadows + (shadows / AuditSettings.TargetsPerShadow);
        var plain = Attacks(ShadowModels.Train(game, count, plan.Trainer, plan.Cancellation), shadows, DefenceNames.None, null);

        if (plan.Training is not { Defended: { } defended, Mechanism: { } mechanism }) return plain.Select(report => AttackFinding.WithoutDefence(FigureNames.AreaUnderCurve, report));

        var guarantee = plan.Guarantee(mechanism);
        var noisy = Attacks(ShadowModels.Train(game with { Plan = defended }, count, plan.Trainer, plan.Cancellation), shadows, DefenceNames.DpSgd, mechanism);

        return plain.Zip(noisy, (without, with) => AttackFinding.ForReading(FigureNames.AreaUnderCurve, without, with, guarantee, guarantee.MostArea, AttackVerdict.FiguresOnly));
    }

    private static MembershipScores Attack(PlanUnderAttack plan, MembershipGame game, TrainingPlan training)
    {
        var shadows = plan.Settings.ShadowModels;
        var models = ShadowModels.Train(game with { Plan = training }, shadows * (1 + AuditSettings.TargetsPerShadow), plan.Trainer, Canary.Read(plan, game), plan.Cancellation);

        return LikelihoodRatio.Attack(models, shadows);
    }

    private static AttackReport[] Attacks(ShadowModels models, int shadows, string defence, DpSgdMechanism? mechanism) =>
    [
        AttackReports.OfMembership(AttackNames.LikelihoodRatio, defence, mechanism, LikelihoodRatio.Attack(models, shadows)),
        AttackReports.OfMembership(AttackNames.LossThreshold, defence, mechanism, LossThreshold.Attack(models, shadows)),
    ];

    private static GuaranteeTest Test(MembershipScores scores, double epsilon, double delta) => MembershipAudit.Of(scores, Threshold, epsilon, delta, AuditSettings.Confidence);

    private static AttackReport Report(MembershipScores scores, string defence, DpSgdMechanism? mechanism)
    {
        var counted = Test(scores, 0, 0);
        var report = AttackReports.OfMembership(AttackNames.CanaryMembership, defence, mechanism, scores);

        return report with { Figures = [AttackFigure.Of(FigureNames.TruePositives, counted.With), AttackFigure.Of(FigureNames.FalsePositives, counted.Without), .. report.Figures] };
    }
}
