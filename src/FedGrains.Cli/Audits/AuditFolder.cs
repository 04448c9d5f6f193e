using FedGrains.Attacks.Reports;
using FedGrains.Cli.CommandLine;
using FedGrains.Core.Attacks;

namespace FedGrains.Cli.Audits;

/// <summary>Writes an audit: the report, its drawings, and a page that holds both. What an earlier audit left under these names is replaced.</summary>
internal static class AuditFolder
{
    public const string Report = "report.json";
    public const string Summary = "summary.html";

    public static async Task Write(string folder, PrivacyAudit audit, CancellationToken cancellation)
    {
        await OwnFile.Write(Path.Combine(folder, Report), audit.ToJson(), cancellation);
        await OwnFile.Write(Path.Combine(folder, Summary), AuditSummary.Html(audit), cancellation);

        foreach (var drawing in AuditDrawing.Of(audit)) await OwnFile.Write(Path.Combine(folder, $"{drawing.Name}.svg"), drawing.Svg, cancellation);
    }
}
