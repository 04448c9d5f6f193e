using FedGrains.Core.Models;
using FedGrains.Core.Runs;

namespace FedGrains.Core.Attacks;

/// <summary>Whether a file becomes a report of a model version.</summary>
public static class ReportIntake
{
    /// <summary>Judges a file. The version changes when it is attached, and then alone.</summary>
    /// <param name="version">The version; null when there is none.</param>
    /// <param name="run">The configuration of its run; null when there is none.</param>
    /// <param name="file">The file's bytes.</param>
    /// <param name="now">The time.</param>
    public static (ModelVersion? Next, ReportAttachment Answer) Judge(ModelVersion? version, RunConfiguration? run, ReadOnlySpan<byte> file, DateTimeOffset now)
    {
        if (version is null || run is null) return (version, Refused(AttachOutcome.NoSuchVersion, "There is no such version."));
        if (file.Length > PrivacyAudit.MostBytes) return (version, Refused(AttachOutcome.TooLong, $"The file has {file.Length} bytes; a report has at most {PrivacyAudit.MostBytes}."));

        try
        {
            var audit = PrivacyAudit.Parse(file);

            return Judge(version, run, audit, AttachedReport.Of(audit, file, now));
        }
        catch (FormatException fault)
        {
            return (version, Refused(AttachOutcome.NotAReport, fault.Message));
        }
    }

    private static (ModelVersion Next, ReportAttachment Answer) Judge(ModelVersion version, RunConfiguration run, PrivacyAudit audit, AttachedReport report)
    {
        if (version.AttachedReports.FirstOrDefault(r => r.Digest == report.Digest) is { } known)
            return (version, new(AttachOutcome.AlreadyAttached, known, $"The report {known.Digest} was attached before."));

        if (audit.Plan != AuditedPlan.Of(run))
            return (version, Refused(AttachOutcome.OtherPlan, "The report is of another plan: its dataset, model or training is not the run's. Audit the run's own file."));

        if (version.AttachedReports.Length >= AttachedReport.Most)
            return (version, Refused(AttachOutcome.TooMany, $"The version has {AttachedReport.Most} reports, and takes no more."));

        return (version with { AttachedReports = version.AttachedReports.Add(report) }, new(AttachOutcome.Attached, report, $"The report {report.Digest} is attached."));
    }

    private static ReportAttachment Refused(AttachOutcome outcome, string sentence) => new(outcome, null, sentence);
}
