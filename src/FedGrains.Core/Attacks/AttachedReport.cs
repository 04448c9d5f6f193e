using System.Collections.Immutable;

using FedGrains.Core.Identifiers;

namespace FedGrains.Core.Attacks;

/// <summary>An attack report that stands beside a model version: what it says, in short, and which artifact it is.</summary>
/// <param name="Digest">The artifact, the report's file as it came.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Kind">What kind of document it is: <see cref="PrivacyAudit.KindName"/>.</param>
/// <param name="Records">The records it attacked.</param>
/// <param name="Guarantee">What the plan's defence promises for the rounds that were attacked; null without one.</param>
/// <param name="Headlines">A line for each attack.</param>
/// <param name="AttachedAt">When it was attached.</param>
public sealed record AttachedReport(
    Digest Digest, long Length, string Kind, AuditedRecords Records, AuditGuarantee? Guarantee, ImmutableArray<ReportHeadline> Headlines, DateTimeOffset AttachedAt)
{
    /// <summary>The most reports that a model version takes.</summary>
    public const int Most = 16;

    /// <summary>The record of an audit's file.</summary>
    public static AttachedReport Of(PrivacyAudit audit, ReadOnlySpan<byte> file, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(audit);

        return new(Digest.Of(file), file.Length, audit.Kind, audit.Records, audit.Guarantee, [.. audit.Findings.Select(ReportHeadline.Of)], now);
    }
}

/// <summary>What an attack came to, in one line.</summary>
/// <param name="Attack">The attack, see <see cref="AttackNames"/>.</param>
/// <param name="Figure">The figure, see <see cref="FigureNames"/>.</param>
/// <param name="Undefended">The figure without a defence.</param>
/// <param name="Defended">The figure against the plan's defence; null when there is none.</param>
/// <param name="Most">The most that it may be if the defence keeps its guarantee; null where there is no bound.</param>
/// <param name="Verdict">What follows.</param>
public sealed record ReportHeadline(string Attack, string Figure, double Undefended, double? Defended, double? Most, AttackVerdict Verdict)
{
    /// <summary>The line of a finding whose reports have its figure.</summary>
    public static ReportHeadline Of(AttackFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);

        return new(finding.Attack, finding.Figure, finding.Undefended.Find(finding.Figure)!.Value, finding.Defended?.Find(finding.Figure)?.Value, finding.Most, finding.Verdict);
    }
}
