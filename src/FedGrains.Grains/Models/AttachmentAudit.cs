using System.Globalization;

using FedGrains.Core.Attacks;
using FedGrains.Core.Identifiers;
using FedGrains.Storage.Auditing;

namespace FedGrains.Grains.Models;

/// <summary>How the audit trail tells of a report that somebody wanted to attach.</summary>
internal static class AttachmentAudit
{
    private const string Action = "model.attach-report";

    public static AuditEntry Entry(ModelVersionKey version, ReportAttachment answer, Digest file, DateTimeOffset now)
    {
        var entry = new AuditEntry(now, version.Run.Federation, null, Action, Word(answer.Outcome), answer.Sentence);

        return entry with
        {
            Details = entry.Details
                .Add("run", version.Run.Run.Value)
                .Add("version", version.Number.ToString(CultureInfo.InvariantCulture))
                .Add("report", file.Value)
                .Add("reason", answer.Outcome.ToString()),
        };
    }

    private static string Word(AttachOutcome outcome) => outcome switch
    {
        AttachOutcome.Attached => "done",
        AttachOutcome.AlreadyAttached => "unchanged",
        AttachOutcome.NoSuchVersion or AttachOutcome.TooLong or AttachOutcome.NotAReport or AttachOutcome.OtherPlan or AttachOutcome.TooMany => "refused",
    };
}
