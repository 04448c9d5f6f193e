using System.Text;
using System.Text.Json;

using FedGrains.Core.Identifiers;
using FedGrains.Protocol.V1;
using FedGrains.Site.Identity;
using FedGrains.Site.Jobs;
using FedGrains.Site.Tests.Testing;
using FedGrains.Storage;
using FedGrains.Storage.Auditing;
using FedGrains.Storage.Checks;
using FedGrains.Transparency.Logs;
using FedGrains.Transparency.Notes;

using Task = System.Threading.Tasks.Task;

namespace FedGrains.Site.Tests.Auditing;

/// <summary>What the site was asked, did and sent stands in its own log before it happens.</summary>
public sealed class SiteAuditTests : JobTests
{
    [Fact]
    public async Task Job_FromEnrolmentToUpdate_IsWrittenDown()
    {
        Report report;
        Assignment assignment;

        await using (var site = await Start())
        {
            assignment = Coordinator.Assign("run", 1);
            report = Report.Parser.ParseFrom((await Coordinator.Submissions.Next()).Report);
            await Reaches(site, "run/1", JobPhase.Submitted);
        }

        var entries = await Entries();
        Assert.Equal(["site.start", "site.enrol", "job.begin", "privacy.spend", "update.send", "site.stop"], entries.Select(Action));
        Assert.All(entries, e => Assert.Equal(("hearts", "leeds"), (e.GetProperty("federation").GetString(), e.GetProperty("node").GetString())));
        Assert.Equal(("run", "1", report.Update.Digest), (Detail(entries[4], "run"), Detail(entries[4], "round"), Detail(entries[4], "digest")));
        Assert.Equal((assignment.BaseDigest, Digest.Of(assignment.Configuration.Span).Value), (Detail(entries[2], "base"), Detail(entries[2], "configuration")));
    }

    [Fact]
    public async Task Job_ThatFails_IsWrittenDownWithItsReason()
    {
        await using (await Start())
        {
            Coordinator.Assign("run", 1, task: FakeCoordinator.TaskOf("patients") with { Model = null! });
            await Coordinator.Failures.Next();
        }

        var failure = (await Entries()).Single(e => Action(e) == "job.fail");
        Assert.Equal(("failed", "configuration: the model or the training plan is missing or wrong."), (failure.GetProperty("outcome").GetString(), failure.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task Restart_GoesOnUnderTheSameKey()
    {
        await using (await Start()) await Coordinator.Hellos.Next();
        var key = await File.ReadAllTextAsync(Folder.At("data/audit/log.vkey"));
        await using (await Start()) await Coordinator.Hellos.Next();

        Assert.Equal(FindingLevel.Good, (await AuditLogChecks.OfSite(Folder.At("data/audit")))!.Level);
        Assert.Equal(key, await File.ReadAllTextAsync(Folder.At("data/audit/log.vkey")));
        Assert.Equal(2, (await Entries()).Count(e => Action(e) == "site.start"));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Folder.At("data/identity/audit.key")));
    }

    [Fact]
    public async Task Log_ThatWasChanged_KeepsTheSiteFromStarting()
    {
        await using (await Start()) await Coordinator.Hellos.Next();
        var bundle = Directory.EnumerateFiles(Folder.At("data/audit/tile/entries"), "*", SearchOption.AllDirectories).MaxBy(f => int.Parse(Path.GetFileName(f), System.Globalization.CultureInfo.InvariantCulture))!;
        var bytes = await File.ReadAllBytesAsync(bundle);
        bytes[^10] ^= 1;
        await File.WriteAllBytesAsync(bundle, bytes);

        Assert.Equal(FindingLevel.Fault, (await AuditLogChecks.OfSite(Folder.At("data/audit")))!.Level);
        Assert.Contains("Nothing can be added to the audit log", (await Assert.ThrowsAsync<StorageException>(() => Start())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_ThatWasLostOrDamaged_KeepsTheSiteFromStarting()
    {
        await using (await Start()) await Coordinator.Hellos.Next();
        await File.WriteAllTextAsync(Folder.At("data/identity/audit.key"), "short");
        Assert.Contains("is not the key of the site's audit log", (await Assert.ThrowsAsync<SiteIdentityException>(() => Start())).Message, StringComparison.Ordinal);

        File.Delete(Folder.At("data/identity/audit.key"));
        Assert.Contains("is asked for", (await Assert.ThrowsAsync<StorageException>(() => Start())).Message, StringComparison.Ordinal);
    }

    private async Task<List<JsonElement>> Entries()
    {
        var folder = Folder.At("data/audit");
        var entries = new List<JsonElement>();
        await new LogReader(new FileTiles(folder), NoteKey.Parse((await File.ReadAllTextAsync(Path.Combine(folder, "log.vkey"))).Trim()))
            .Verify([], (_, entry) => entries.Add(JsonDocument.Parse(Encoding.UTF8.GetString(entry.Span)).RootElement));

        return entries;
    }

    private static string Action(JsonElement entry) => entry.GetProperty("action").GetString()!;

    private static string? Detail(JsonElement entry, string name) => entry.GetProperty("details").GetProperty(name).GetString();
}
