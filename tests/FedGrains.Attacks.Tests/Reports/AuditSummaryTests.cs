using System.Xml.Linq;

using FedGrains.Attacks.Reports;
using FedGrains.Core.Attacks;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Training;

namespace FedGrains.Attacks.Tests.Reports;

public sealed class AuditSummaryTests
{
    private static readonly AuditGuarantee s_guarantee = new(new(0.2, 2, 1, 10), Epsilon: 1.25, Delta: 1e-5, "pld");
    private static readonly AttackReport s_plain = AttackReports.OfInversion(AttackNames.AnalyticInversion, DefenceNames.None, null, [double.PositiveInfinity]);
    private static readonly AttackReport s_noisy = AttackReports.OfInversion(AttackNames.AnalyticInversion, DefenceNames.DpSgd, s_guarantee.Mechanism, [8, 6]);

    private static readonly PrivacyAudit s_audit = new(
        PrivacyAudit.KindName, PrivacyAudit.CurrentFormat,
        new(new DatasetName("heart"), ModelDefinition.Regression(3), new(LossNames.BinaryCrossEntropy, [], new(OptimizerNames.Sgd, 0.1), 8, 10, 0, 0)),
        new(RecordSource.Site, 100), Rounds: 1, Seed: 7, s_guarantee,
        [
            AttackFinding.Tested(FigureNames.Recognised, s_plain, Counted(1, 0.02), s_noisy, s_guarantee, Counted(0.9, 0.02)),
            AttackFinding.ForReading(FigureNames.AreaUnderCurve, Membership(DefenceNames.None), Membership(DefenceNames.DpSgd), s_guarantee, s_guarantee.MostArea, AttackVerdict.FiguresOnly),
        ],
        [new(AttackKind.Labels, SkipReason.NoClassifier)]);

    [Fact]
    public void Html_Audit_StandsAloneWithItsDrawings()
    {
        var html = AuditSummary.Html(s_audit);

        Assert.Equal(2, html.Split("<svg").Length - 1);
        Assert.DoesNotMatch("<script|href=|src=|@import", html);
        Assert.Contains("<td>inversion, read off</td><td>recognised, PSNR</td><td>100.0 %, exact</td><td>0.0 %, 7.0 dB</td><td>at most 7.0 %</td><td>1.25 / ", Decoded(html), StringComparison.Ordinal);
        Assert.Contains("<td>REFUTED</td>", html, StringComparison.Ordinal);
        Assert.Contains(AttackVerdict.Refuted.Explain(), html, StringComparison.Ordinal);
        Assert.Contains("Left out: labels: the plan trains no classifier.", html, StringComparison.Ordinal);
        Assert.Contains("Keep it at the site", html, StringComparison.Ordinal);
        Assert.Contains("ε = 1.25 at δ = 1E-05", Decoded(html), StringComparison.Ordinal);
    }

    [Fact]
    public void Html_MadeUpRecords_SaysSo() => Assert.Contains("The records were made up.", AuditSummary.Html(s_audit with { Records = new(RecordSource.Synthetic, 10) }), StringComparison.Ordinal);

    [Fact]
    public void Drawings_AreOfWhatWasAttacked()
    {
        Assert.Equal(["inversion", "membership"], AuditDrawing.Of(s_audit).Select(d => d.Name));
        Assert.All(AuditDrawing.Of(s_audit), d => Assert.Equal("svg", XDocument.Parse(d.Svg).Root!.Name.LocalName));
        Assert.Empty(AuditDrawing.Of(s_audit with { Findings = [] }));
    }

    [Fact]
    public void Row_WithoutDefence_LeavesItsCellsEmpty()
    {
        var row = AuditRow.Of(AttackFinding.WithoutDefence(FigureNames.Recognised, s_noisy with { Defence = DefenceNames.None }));

        Assert.Equal(["inversion, read off", "recognised, PSNR", "0.0 %, 7.0 dB", "", "", "", "no defence claimed"], row.Cells);
        Assert.Equal(AuditRow.Heads.Length, row.Cells.Length);
    }

    private static string Decoded(string html) => System.Net.WebUtility.HtmlDecode(html);

    private static GuaranteeTest Counted(double with, double without) => new(new(with, with, 1), new(0, 0, without), s_guarantee.Epsilon, s_guarantee.Delta);

    private static AttackReport Membership(string defence) => AttackReports.OfMembership(AttackNames.LikelihoodRatio, defence, null, new([2, 1, 3], [0, 1.5]));
}
