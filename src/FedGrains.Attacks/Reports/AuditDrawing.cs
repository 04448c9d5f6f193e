using System.Collections.Immutable;

using FedGrains.Attacks.Plots;
using FedGrains.Core.Attacks;

namespace FedGrains.Attacks.Reports;

/// <summary>A drawing of an audit.</summary>
/// <param name="Name">What it is called, without an extension.</param>
/// <param name="Svg">The drawing.</param>
public sealed record AuditDrawing(string Name, string Svg)
{
    /// <summary>The drawings of an audit: inversions as bars, membership attacks as curves under the line of the guarantee.</summary>
    public static ImmutableArray<AuditDrawing> Of(PrivacyAudit audit)
    {
        (double, double)? guarantee = audit.Guarantee is { } promised ? (promised.Epsilon, promised.Delta) : null;

        return
        [
            .. Drawn(audit, "inversion", reports => PsnrBars.Draw("What a step shows of one record", reports), AttackNames.AnalyticInversion, AttackNames.IterativeInversion),
            .. Drawn(audit, "canary", reports => RocPlot.Draw("Was the canary in the training?", reports, guarantee), AttackNames.CanaryMembership),
            .. Drawn(audit, "membership", reports => RocPlot.Draw("Who was in the training?", reports, guarantee), AttackNames.LikelihoodRatio, AttackNames.LossThreshold),
        ];
    }

    private static IEnumerable<AuditDrawing> Drawn(PrivacyAudit audit, string name, Func<AttackReport[], string> draw, params string[] attacks)
    {
        AttackReport[] reports = [.. audit.Findings.Where(f => attacks.Contains(f.Attack)).SelectMany(f => new[] { f.Undefended, f.Defended }).OfType<AttackReport>()];

        return reports.Length == 0 ? [] : [new(name, draw(reports))];
    }
}
