namespace FedGrains.Core.Attacks;

/// <summary>What a privacy audit from outside must keep to.</summary>
internal static class PrivacyAuditRules
{
    private const int MostFigures = 16;

    public static IEnumerable<string> Faults(PrivacyAudit audit)
    {
        if (audit.Kind != PrivacyAudit.KindName) yield return $"kind must be {PrivacyAudit.KindName}.";
        if (audit.Format != PrivacyAudit.CurrentFormat) yield return $"format must be {PrivacyAudit.CurrentFormat}, not {audit.Format}.";
        if (audit.Records.Count < 1 || !Enum.IsDefined(audit.Records.Source)) yield return "records must say where they are from and count at least 1.";
        if (audit.Rounds < 1) yield return $"rounds must be at least 1, not {audit.Rounds}.";
        if (audit.Guarantee is { } guarantee && !IsSound(guarantee)) yield return "guarantee: epsilon must be at least 0, delta between 0 and 1, and the accountant a name.";
        if (audit.Findings.Length is < 1 or > PrivacyAudit.MostFindings) yield return $"findings must be 1 to {PrivacyAudit.MostFindings}.";
        if (audit.Skipped.Length > PrivacyAudit.MostFindings || audit.Skipped.Any(s => !Enum.IsDefined(s.Kind) || !Enum.IsDefined(s.Reason))) yield return "skipped names an attack or a reason that is not known.";

        foreach (var fault in audit.Findings.SelectMany((finding, place) => Faults(finding).Select(f => $"findings.{place + 1}: {f}"))) yield return fault;
    }

    private static IEnumerable<string> Faults(AttackFinding finding)
    {
        if (!AttackNames.All.Contains(finding.Attack)) yield return "the attack is not known.";
        if (!IsSound(finding.Undefended, finding) || finding.Undefended.Defence != DefenceNames.None) yield return "the undefended report does not hold together.";
        if (finding.Defended is { } defended && !IsSound(defended, finding)) yield return "the defended report does not hold together.";
        if (finding.Guarantee is { } guarantee && !IsSound(guarantee)) yield return "the guarantee does not hold together.";
        if (finding.Control is { } control && !IsSound(control, finding.Guarantee)) yield return "the control does not hold together.";
        if (finding.Test is { } test && !IsSound(test, finding.Guarantee)) yield return "the test does not hold together.";
        if (finding.Most is { } most && !(most is >= 0 and <= 1)) yield return "most is a share and lies between 0 and 1.";
        if (!IsSound(finding.Verdict, finding)) yield return "the verdict does not follow from the figures.";
    }

    private static bool IsSound(AttackReport report, AttackFinding finding) =>
        report.Attack == finding.Attack && DefenceNames.All.Contains(report.Defence) && report.Trials > 0 && report.Find(finding.Figure) is not null
        && report.Figures.Length <= MostFigures && report.Figures.All(f => FigureNames.All.Contains(f.Name) && !double.IsNaN(f.Value))
        && report.Curve.Length <= PrivacyAudit.MostPoints && report.Curve.All(p => IsShare(p.FalsePositiveRate) && IsShare(p.TruePositiveRate));

    private static bool IsSound(AuditGuarantee guarantee) =>
        guarantee.Epsilon >= 0 && guarantee.Delta is > 0 and < 1 && guarantee.Accountant.Length is > 0 and <= 32 && guarantee.Accountant.All(char.IsAsciiLetterOrDigit);

    private static bool IsSound(GuaranteeTest test, AuditGuarantee? guarantee) =>
        test.With.IsSound && test.Without.IsSound && guarantee is not null && (test.Epsilon, test.Delta) == (guarantee.Epsilon, guarantee.Delta);

    // What was tested decides; without a test nothing is refuted, and nothing held.
    private static bool IsSound(AttackVerdict verdict, AttackFinding finding) => verdict switch
    {
        AttackVerdict.NoDefenceClaimed => finding is { Defended: null, Control: null, Test: null },
        AttackVerdict.Refuted or AttackVerdict.Held or AttackVerdict.Inconclusive =>
            finding is { Defended: not null, Control: { } control, Test: { } test } && verdict == AttackFinding.Judge(control, test),
        AttackVerdict.FiguresOnly or AttackVerdict.NotPromised => finding is { Defended: not null, Control: null, Test: null },
        _ => false,
    };

    private static bool IsShare(double value) => value is >= 0 and <= 1;
}
