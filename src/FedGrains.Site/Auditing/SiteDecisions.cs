using System.Globalization;

using FedGrains.Core.Identifiers;
using FedGrains.Privacy.Accounting.Ledgers;
using FedGrains.Site.Jobs;

namespace FedGrains.Site.Auditing;

/// <summary>What a site writes down, each with what it concerns: names and digests, never what they stand for.</summary>
internal static class SiteDecisions
{
    public static Task Enrolling(this SiteAudit audit, Uri gateway, byte[] publicKey) => audit.Done("site.enrol", ("gateway", gateway.ToString()), ("key", Digest.Of(publicKey).Value));

    public static Task Registered(this SiteAudit audit, string dataset, string definition) => audit.Done("dataset.register", ("dataset", dataset), ("definition", Digest.Of(System.Text.Encoding.UTF8.GetBytes(definition)).Value));

    public static Task Began(this SiteAudit audit, JobAssignment job) => audit.Done(
        "job.begin",
        [.. Place(job), ("task", job.Task.ToString()), ("base", job.BaseDigest.Value), ("configuration", Digest.Of(job.Configuration).Value)]);

    public static Task Sending(this SiteAudit audit, JobAssignment job, SignedWork work) => audit.Done(
        work.Update is null ? "evaluation.send" : "update.send",
        [.. Place(job), ("digest", (work.Update ?? Digest.Of(work.Report)).Value)]);

    public static Task Failing(this SiteAudit audit, JobAssignment job, string reason) => audit.Failed("job.fail", reason, Place(job));

    public static Task Spending(this SiteAudit audit, string dataset, PrivacyRelease release, string outcome) => audit.Done(
        "privacy.spend",
        ("dataset", dataset), ("run", release.Run), ("round", Number(release.Round)), ("decision", outcome));

    public static Task Signing(this SiteAudit audit, ulong epoch, string roster) => audit.Done("roster.sign", ("epoch", Number((long)epoch)), ("roster", roster));

    private static (string Name, string Value)[] Place(JobAssignment job) => [("run", job.Run.Value), ("round", Number(job.Round))];

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
