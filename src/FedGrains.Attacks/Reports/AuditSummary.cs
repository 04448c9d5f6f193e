using System.Globalization;
using System.Net;
using System.Text;

using FedGrains.Core.Attacks;

namespace FedGrains.Attacks.Reports;

/// <summary>An audit as one page of HTML with its drawings in it. It stands by itself: no script and nothing from elsewhere.</summary>
public static class AuditSummary
{
    /// <summary>What must be known by whoever holds the report.</summary>
    public static string Warning(RecordSource source) => source switch
    {
        RecordSource.Synthetic => "The records were made up. The figures say how this plan and its defence behave, and nothing of anybody.",
        RecordSource.Site => "This report holds figures and no record, yet it was computed from a site's records and tells something of them: how many there are, how well a model remembers them, and how they differ. "
            + "No noise was added to it. Keep it at the site, and give it on only as any other result of these records: when whoever answers for the data has agreed to who will read it.",
    };

    /// <summary>The page.</summary>
    public static string Html(PrivacyAudit audit)
    {
        var page = new StringBuilder();
        page.AppendLine("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Privacy audit</title><style>body{font-family:sans-serif;max-width:60em;margin:2em auto}table{border-collapse:collapse}td,th{border:1px solid #999;padding:.3em .6em;text-align:left}.warning{border-left:4px solid #D55E00;padding-left:1em}</style></head><body>");
        page.AppendLine(CultureInfo.InvariantCulture, $"<h1>Privacy audit of a plan for '{Text(audit.Plan.Dataset.Value)}'</h1>");
        page.AppendLine(CultureInfo.InvariantCulture, $"<p class=\"warning\">{Text(Warning(audit.Records.Source))}</p>");
        page.AppendLine(CultureInfo.InvariantCulture, $"<p>{Text(Subject(audit))} {Text(Promise(audit.Guarantee))}</p>");
        Table(page, audit);
        foreach (var verdict in audit.Findings.Select(f => f.Verdict).Distinct()) page.AppendLine(CultureInfo.InvariantCulture, $"<p><b>{verdict.InWords()}</b>: {Text(verdict.Explain())}</p>");
        foreach (var skipped in audit.Skipped) page.AppendLine(CultureInfo.InvariantCulture, $"<p>Left out: {Text(Sentence(skipped))}</p>");
        foreach (var drawing in AuditDrawing.Of(audit)) page.AppendLine(CultureInfo.InvariantCulture, $"<figure>{drawing.Svg}</figure>");
        page.AppendLine("</body></html>");

        return page.ToString();
    }

    /// <summary>What was attacked, in a sentence.</summary>
    public static string Subject(PrivacyAudit audit) => string.Create(
        CultureInfo.InvariantCulture, $"Attacked over {audit.Records.Count} {Words(audit.Records.Source)}, {(audit.Rounds == 1 ? "one round" : $"{audit.Rounds} rounds")} of one site, seed {audit.Seed}.");

    /// <summary>What the plan's defence promises, in a sentence.</summary>
    public static string Promise(AuditGuarantee? guarantee) => guarantee is { Mechanism: var m } promised
        ? string.Create(CultureInfo.InvariantCulture, $"The plan claims ε = {promised.Epsilon:G4} at δ = {promised.Delta:G4} for one record in that: {m.Steps} steps with the sampling rate {m.SamplingRate:G4} and noise of {m.NoiseMultiplier:G4} times the clipping norm (accountant {promised.Accountant}).")
        : "The plan claims no defence.";

    /// <summary>What was left out, and why.</summary>
    public static string Sentence(SkippedAttack skipped) => $"{Words(skipped.Kind)}: {skipped.Reason.Explain()}";

    private static void Table(StringBuilder page, PrivacyAudit audit)
    {
        page.AppendLine(CultureInfo.InvariantCulture, $"<table><tr>{string.Concat(AuditRow.Heads.Select(h => $"<th>{Text(h)}</th>"))}</tr>");
        foreach (var row in audit.Findings.Select(AuditRow.Of)) page.AppendLine(CultureInfo.InvariantCulture, $"<tr>{string.Concat(row.Cells.Select(c => $"<td>{Text(c)}</td>"))}</tr>");
        page.AppendLine("</table>");
    }

    private static string Words(RecordSource source) => source switch
    {
        RecordSource.Synthetic => "made-up records",
        RecordSource.Site => "of the site's training records",
    };

    /// <summary>A kind of attack in a word.</summary>
    public static string Words(AttackKind kind) => kind switch
    {
        AttackKind.Inversion => "inversion",
        AttackKind.Labels => "labels",
        AttackKind.Membership => "membership",
        AttackKind.Property => "property",
    };

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
