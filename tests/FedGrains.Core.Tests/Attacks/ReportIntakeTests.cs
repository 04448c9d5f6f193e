using System.Text;

using FedGrains.Core.Attacks;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Runs;
using FedGrains.Core.Tests.Rounds;
using FedGrains.Core.Tests.Runs;

namespace FedGrains.Core.Tests.Attacks;

public sealed class ReportIntakeTests
{
    private static readonly byte[] s_file = Encoding.UTF8.GetBytes(AuditSamples.Audit.ToJson());
    private static readonly ModelVersion s_version = ModelVersion.Initial(RoundSamples.Run, RoundSamples.Base, RoundSamples.Opened);

    [Fact]
    public void Judge_Report_StandsInTheVersionInShort()
    {
        var (next, answer) = Judge(s_version, s_file);
        var report = Assert.Single(next!.AttachedReports);

        Assert.Equal((AttachOutcome.Attached, report), (answer.Outcome, answer.Report));
        Assert.Equal((Digest.Of(s_file), s_file.Length, "privacyAudit", RunSamples.Now), (report.Digest, report.Length, report.Kind, report.AttachedAt));
        Assert.Equal((AuditSamples.Audit.Records, AuditSamples.Guarantee), (report.Records, report.Guarantee));
        Assert.Equal(
            [
                new(AttackNames.AnalyticInversion, FigureNames.Recognised, 1, 0, AuditSamples.Audit.Findings[0].Most, AttackVerdict.Held),
                new(AttackNames.LikelihoodRatio, FigureNames.AreaUnderCurve, 0.9, 0.6, AuditSamples.Guarantee.MostArea, AttackVerdict.FiguresOnly),
                new(AttackNames.PropertyInference, FigureNames.Accuracy, 0.9, 0.7, null, AttackVerdict.NotPromised),
            ],
            report.Headlines.AsSpan().ToArray());
    }

    [Fact]
    public void Judge_SameFileAgain_ChangesNothing()
    {
        var once = Judge(s_version, s_file).Next!;
        var (twice, answer) = Judge(once, s_file);

        Assert.Same(once, twice);
        Assert.Equal((AttachOutcome.AlreadyAttached, once.AttachedReports[0]), (answer.Outcome, answer.Report));
    }

    [Fact]
    public void Judge_Refusals_ChangeNothingAndSayWhy()
    {
        Expect(AttachOutcome.NoSuchVersion, "no such version", null, s_file);
        Expect(AttachOutcome.NoSuchVersion, "no such version", s_version, s_file, run: null);
        Expect(AttachOutcome.TooLong, "a report has at most 262144", s_version, new byte[PrivacyAudit.MostBytes + 1]);
        Expect(AttachOutcome.NotAReport, "This is no report", s_version, Encoding.UTF8.GetBytes("name,age"));
        Expect(AttachOutcome.OtherPlan, "of another plan", s_version, s_file, AuditSamples.Run with { Training = AuditSamples.Run.Training with { LocalSteps = 11 } });
        Expect(AttachOutcome.OtherPlan, "of another plan", s_version, s_file, AuditSamples.Run with { Dataset = new("other") });
        Expect(AttachOutcome.OtherPlan, "of another plan", s_version, s_file, AuditSamples.Run with { Model = ModelDefinition.Regression(4) });
    }

    // What a site's updates do not depend on is no part of the plan.
    [Fact]
    public void Judge_OtherRunOfTheSamePlan_IsTheSamePlan() => Assert.Equal(AttachOutcome.Attached, Judge(s_version, s_file, AuditSamples.Run with { Rounds = 99, Seed = 1 }).Answer.Outcome);

    [Fact]
    public void Judge_FullVersion_TakesNoMore()
    {
        var full = Enumerable.Range(0, AttachedReport.Most).Aggregate(s_version, (version, seed) => Judge(version, File((ulong)seed)).Next!);

        Assert.Equal(AttachedReport.Most, full.AttachedReports.Length);
        Expect(AttachOutcome.TooMany, "takes no more", full, File(100));
        Assert.Equal(AttachOutcome.AlreadyAttached, Judge(full, File(3)).Answer.Outcome);
    }

    [Fact]
    public void Evaluated_AfterAReport_KeepsIt() => Assert.Single(Judge(s_version, s_file).Next!.Evaluated(RoundSamples.Result.Evaluation).AttachedReports);

    private static void Expect(AttachOutcome outcome, string sentence, ModelVersion? version, byte[] file) => Expect(outcome, sentence, version, file, AuditSamples.Run);

    private static void Expect(AttachOutcome outcome, string sentence, ModelVersion? version, byte[] file, RunConfiguration? run)
    {
        var (next, answer) = ReportIntake.Judge(version, run, file, RunSamples.Now);

        Assert.Same(version, next);
        Assert.Equal((outcome, null), (answer.Outcome, answer.Report));
        Assert.Contains(sentence, answer.Sentence, StringComparison.Ordinal);
    }

    private static (ModelVersion? Next, ReportAttachment Answer) Judge(ModelVersion? version, byte[] file, RunConfiguration? run = null) =>
        ReportIntake.Judge(version, run ?? AuditSamples.Run, file, RunSamples.Now);

    private static byte[] File(ulong seed) => Encoding.UTF8.GetBytes((AuditSamples.Audit with { Seed = seed }).ToJson());
}
