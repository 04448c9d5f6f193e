using System.Text.Json;
using FedGrains.Core.Identifiers;
using FedGrains.Storage.Auditing;

namespace FedGrains.Storage.Tests.Auditing;

public sealed class FileAuditTrailTests : IDisposable
{
    private static readonly AuditEntry Refusal = new(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), new FederationId("cardio"), new NodeId("leeds"), "update.submit", "refused", "The update is for round 6;\nround 7 is open.");

    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Append_IsALineOfJson()
    {
        await using (var trail = new FileAuditTrail(_folder.Path))
        {
            await trail.Append(Refusal with { Details = Refusal.Details.Add("run", "run-1").Add("round", "7") });
            await trail.Append(new(Refusal.At, null, null, "coordinator.start", "ok"));
        }

        Assert.Equal(
            [
                """{"at":"2026-03-01T12:00:00+00:00","federation":"cardio","node":"leeds","action":"update.submit","outcome":"refused","reason":"The update is for round 6;\nround 7 is open.","details":{"round":"7","run":"run-1"}}""",
                """{"at":"2026-03-01T12:00:00+00:00","action":"coordinator.start","outcome":"ok","details":{}}""",
            ],
            Lines());
    }

    [Fact]
    public async Task Append_FromManyAtOnce_LosesNothingAndKeepsEachCallersOrder()
    {
        await using (var trail = new FileAuditTrail(_folder.Path))
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(caller => Task.Run(async () =>
            {
                for (var n = 0; n < 50; n++) await trail.Append(Refusal with { Action = $"{caller}", Reason = $"{n}" });
            })));
        }

        var entries = Lines().Select(line => JsonDocument.Parse(line).RootElement).ToLookup(e => e.GetProperty("action").GetString(), e => e.GetProperty("reason").GetString());
        Assert.Equal(20, entries.Count);
        Assert.All(entries, caller => Assert.Equal(Enumerable.Range(0, 50).Select(n => $"{n}"), caller));
    }

    [Fact]
    public async Task Append_AfterARestart_GoesOn()
    {
        await using (var trail = new FileAuditTrail(_folder.Path)) await trail.Append(Refusal);
        await using (var trail = new FileAuditTrail(_folder.Path)) await trail.Append(Refusal);

        Assert.Equal(2, Lines().Length);
    }

    [Fact]
    public async Task Append_AfterATornLine_GetsALineOfItsOwn()
    {
        await using (var trail = new FileAuditTrail(_folder.Path)) await trail.Append(Refusal);
        File.AppendAllText(AuditFile(), "{\"at\":\"2026-");

        await using (var trail = new FileAuditTrail(_folder.Path)) await trail.Append(Refusal with { Reason = "after" });

        Assert.Equal(3, Lines().Length);
        Assert.Equal("{\"at\":\"2026-", Lines()[1]);
        Assert.Equal("after", JsonDocument.Parse(Lines()[2]).RootElement.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Append_Awaited_IsInTheFile()
    {
        await using var trail = new FileAuditTrail(_folder.Path);

        await trail.Append(Refusal);

        Assert.Single(Lines());
    }

    [Fact]
    public async Task Append_DiskFull_IsASentence_AndWhatFitsIsStillWritten()
    {
        using var small = SmallDisk.TryMount(megabytes: 1);
        Assert.SkipWhen(small is null, "Mounting a small disk takes root on Linux.");
        await using var trail = new FileAuditTrail(small.Path);

        Assert.Contains("the disk is full", (await Assert.ThrowsAsync<StorageException>(() => trail.Append(Refusal with { Reason = new('x', 2 << 20) }))).Message, StringComparison.Ordinal);
        await trail.Append(Refusal);

        Assert.Single(File.ReadAllLines(Path.Combine(small.Path, "audit", "audit.jsonl")));
    }

    [Fact]
    public async Task Append_Closed_IsRefused()
    {
        var trail = new FileAuditTrail(_folder.Path);
        await trail.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => trail.Append(Refusal));
    }

    private string AuditFile() => _folder.In("audit/audit.jsonl");

    private string[] Lines() => File.ReadAllLines(AuditFile());
}
