using System.Collections.Immutable;
using System.Globalization;

using FedGrains.Core.Attacks;

namespace FedGrains.Attacks.Reports;

/// <summary>A finding as a row of a table.</summary>
public sealed record AuditRow(string Attack, string Figure, string Undefended, string Defended, string Bound, string Epsilon, string Verdict)
{
    /// <summary>The heads of the columns.</summary>
    public static ImmutableArray<string> Heads { get; } = ["Attack", "Figure", "Undefended", "Defended", "Bound", "ε promised / shown", "Verdict"];

    /// <summary>The cells in order.</summary>
    public ImmutableArray<string> Cells => [Attack, Figure, Undefended, Defended, Bound, Epsilon, Verdict];

    /// <summary>The row of a finding.</summary>
    public static AuditRow Of(AttackFinding finding) => new(
        AttackWords.OfAttack(finding.Attack),
        AttackWords.OfFigure(finding.Figure),
        Value(finding, finding.Undefended),
        Value(finding, finding.Defended),
        AttackWords.OfBound(finding.Figure, finding.Most),
        Promise(finding),
        finding.Verdict.InWords());

    // What an attack finds means nothing without what it finds by mistake, or how near it came.
    private static string Value(AttackFinding finding, AttackReport? report) => report?.Find(finding.Figure) is not { } figure ? "" : (report.Find(FigureNames.FalsePositives), report.Find(FigureNames.PsnrMean)) switch
    {
        ({ } taken, _) => $"{AttackWords.OfValue(figure.Name, figure.Value)} / {AttackWords.OfValue(taken.Name, taken.Value)}",
        (_, { } psnr) => $"{AttackWords.OfValue(figure.Name, figure.Value)}, {AttackWords.OfDecibels(psnr.Value)}",
        _ => AttackWords.OfValue(figure.Name, figure.Value),
    };

    private static string Promise(AttackFinding finding) => (finding.Guarantee, finding.Test) switch
    {
        ({ } guarantee, { } test) => string.Create(CultureInfo.InvariantCulture, $"{guarantee.Epsilon:0.00} / {test.EpsilonShown:0.00}"),
        _ => "",
    };
}
