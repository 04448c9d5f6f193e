using FedGrains.Cli.CommandLine;
using FedGrains.Core.Attacks;

namespace FedGrains.Cli.Models;

/// <summary>An attached attack report in short.</summary>
internal static class ReportTables
{
    public static void Print(Terminal terminal, AttachedReport report)
    {
        var promise = report.Guarantee is { } guarantee ? FormattableString.Invariant($"ε = {guarantee.Epsilon:G4} at δ = {guarantee.Delta:G4} promised") : "no defence claimed";
        terminal.Say($"Attack report {report.Digest.Abbreviated}, attached {report.AttachedAt:u}: over {report.Records.Count} {Words(report.Records.Source)}, {promise}");

        var table = Tables.Create("Attack", "Figure", "Undefended", "Defended", "Bound", "Verdict");
        foreach (var line in report.Headlines)
            table.Row(
                AttackWords.OfAttack(line.Attack),
                AttackWords.OfFigure(line.Figure),
                AttackWords.OfValue(line.Figure, line.Undefended),
                line.Defended is { } defended ? AttackWords.OfValue(line.Figure, defended) : "",
                AttackWords.OfBound(line.Figure, line.Most),
                line.Verdict.InWords());

        terminal.Show(table);
    }

    private static string Words(RecordSource source) => source switch
    {
        RecordSource.Synthetic => "made-up records",
        RecordSource.Site => "records of a site",
    };
}
