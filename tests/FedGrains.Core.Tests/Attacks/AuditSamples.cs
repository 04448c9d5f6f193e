using FedGrains.Core.Attacks;
using FedGrains.Core.Runs;
using FedGrains.Core.Tests.Runs;
using FedGrains.Core.Training;

namespace FedGrains.Core.Tests.Attacks;

/// <summary>An audit with a finding of each form.</summary>
internal static class AuditSamples
{
    private static readonly DpSgdMechanism s_mechanism = new(1, 4, 1, 10);

    public static AuditGuarantee Guarantee { get; } = new(s_mechanism, Epsilon: 1, Delta: 1e-5, "pld");

    public static RunConfiguration Run { get; } = RunSamples.Configuration with { Training = RunSamples.Configuration.Training with { BatchSize = 0, Privacy = new(1, 4, SamplingRate: 1) } };

    public static PrivacyAudit Audit { get; } = new(
        PrivacyAudit.KindName, PrivacyAudit.CurrentFormat, AuditedPlan.Of(Run), new(RecordSource.Site, 100), Rounds: 1, Seed: 7, Guarantee,
        [
            AttackFinding.Tested(
                FigureNames.Recognised, Report(AttackNames.AnalyticInversion, DefenceNames.None, FigureNames.Recognised, 1), Test(0.96, 0.04),
                Report(AttackNames.AnalyticInversion, DefenceNames.DpSgd, FigureNames.Recognised, 0), Guarantee, Test(0, 0.02)),
            AttackFinding.ForReading(
                FigureNames.AreaUnderCurve, Membership(DefenceNames.None, 0.9), Membership(DefenceNames.DpSgd, 0.6), Guarantee, Guarantee.MostArea, AttackVerdict.FiguresOnly),
            AttackFinding.ForReading(
                FigureNames.Accuracy, Report(AttackNames.PropertyInference, DefenceNames.None, FigureNames.Accuracy, 0.9), Report(AttackNames.PropertyInference, DefenceNames.DpSgd, FigureNames.Accuracy, 0.7),
                Guarantee, null, AttackVerdict.NotPromised),
        ],
        [new(AttackKind.Labels, SkipReason.NoClassifier)]);

    public static GuaranteeTest Test(double lowerWith, double upperWithout) => new(new(lowerWith, lowerWith, 1), new(0, 0, upperWithout), Guarantee.Epsilon, Guarantee.Delta);

    public static AttackReport Report(string attack, string defence, string figure, double value) => new(
        attack, defence, defence == DefenceNames.None ? null : s_mechanism, Trials: 100, [new(figure, value, 0, 1), new(FigureNames.PsnrMean, double.PositiveInfinity)], []);

    private static AttackReport Membership(string defence, double area) =>
        Report(AttackNames.LikelihoodRatio, defence, FigureNames.AreaUnderCurve, area) with { Curve = [new(0, 0), new(0.25, 0.75), new(1, 1)] };
}
