using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FedGrains.Core.Identifiers;
using FedGrains.Privacy.Keys;
using FedGrains.Storage.Auditing;
using FedGrains.Storage.Keys;
using FedGrains.Transparency.Logs;
using FedGrains.Transparency.Notes;

namespace FedGrains.Storage.Tests.Auditing;

public sealed class FileAuditLogsTests : IAsyncLifetime
{
    private static readonly AuditEntry s_refusal = new(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), new FederationId("cardio"), new NodeId("leeds"), "update.submit", "refused", "The update is for round 6;\nround 7 is open.");

    private readonly DataFolder _folder = new();
    private FileKeyVault _vault = null!;

    public async ValueTask InitializeAsync() => _vault = await FileKeyVault.Open(_folder.In("keys"), new VaultProtection.KeyFile(_folder.In("vault.key")), RandomNumberGenerator.Create());

    public ValueTask DisposeAsync()
    {
        _vault.Dispose();
        _folder.Dispose();

        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Append_IsAnEntryOfItsFederationsLog()
    {
        await using (var logs = Open())
        {
            await logs.Append(s_refusal with { Details = s_refusal.Details.Add("run", "run-1").Add("round", "7") });
            await logs.Append(new(s_refusal.At, null, null, "coordinator.start", "ok"));
        }

        Assert.Equal(
            ["""{"at":"2026-03-01T12:00:00+00:00","federation":"cardio","node":"leeds","action":"update.submit","outcome":"refused","reason":"The update is for round 6;\nround 7 is open.","details":{"round":"7","run":"run-1"}}"""],
            await Entries("cardio"));
        Assert.Equal(["""{"at":"2026-03-01T12:00:00+00:00","action":"coordinator.start","outcome":"ok","details":{}}"""], await Entries(null));
    }

    [Fact]
    public async Task Append_FromManyAtOnce_LosesNothingAndKeepsEachCallersOrder()
    {
        await using (var logs = Open())
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(caller => Task.Run(async () =>
            {
                for (var n = 0; n < 50; n++) await logs.Append(s_refusal with { Action = $"{caller}", Reason = $"{n}" });
            })));
        }

        var entries = (await Entries("cardio")).Select(line => JsonDocument.Parse(line).RootElement).ToLookup(e => e.GetProperty("action").GetString(), e => e.GetProperty("reason").GetString());
        Assert.Equal(20, entries.Count);
        Assert.All(entries, caller => Assert.Equal(Enumerable.Range(0, 50).Select(n => $"{n}"), caller));
    }

    [Fact]
    public async Task Append_Awaited_IsUnderACheckpoint()
    {
        await using var logs = Open();

        for (var n = 1; n <= 3; n++)
        {
            await logs.Append(s_refusal);
            Assert.Equal(n, (await Entries("cardio")).Count);
        }
    }

    [Fact]
    public async Task Append_AfterARestart_GoesOnUnderTheSameKey()
    {
        await using (var logs = Open()) await logs.Append(s_refusal);
        var key = Key("cardio").ToString();
        await using (var logs = Open()) await logs.Append(s_refusal);

        Assert.Equal(2, (await Entries("cardio")).Count);
        Assert.Equal(key, Key("cardio").ToString());
    }

    [Fact]
    public async Task Keys_AreTheLogsOwn_AndNothingInTheFolderOpensThem()
    {
        await using (var logs = Open())
        {
            await logs.Append(s_refusal);
            await logs.Append(s_refusal with { Federation = new FederationId("onco") });
        }

        Assert.NotEqual(Key("cardio").PublicKey, Key("onco").PublicKey);
        Assert.Matches("^fedgrains/[0-9a-f]{32}/cardio$", Key("cardio").Name);
        File.Copy(KeyFile("onco"), KeyFile("cardio"), overwrite: true);
        await using var swapped = Open();
        await Assert.ThrowsAsync<KeyVaultException>(() => swapped.Append(s_refusal));
    }

    [Fact]
    public async Task VaultKey_Rotated_WrapsAnewAndTheLogGoesOn()
    {
        await using (var logs = Open()) await logs.Append(s_refusal);
        await _vault.Rotate(FileAuditLogs.VaultKey);

        await using (var logs = Open()) await logs.Append(s_refusal);

        Assert.Contains("fedgrains-audit/v2", await File.ReadAllTextAsync(KeyFile("cardio")), StringComparison.Ordinal);
        Assert.Equal(2, (await Entries("cardio")).Count);
    }

    [Theory]
    [InlineData("checkpoint")]
    [InlineData("tile/0/000.p/2")]
    [InlineData("tile/entries/000.p/2")]
    public async Task Append_WhereTheLogWasChanged_IsRefused(string path)
    {
        await using (var logs = Open())
        {
            await logs.Append(s_refusal);
            await logs.Append(s_refusal);
        }

        var file = Path.Combine(Folder("cardio"), path);
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[^9] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);

        await using var again = Open();
        Assert.Contains("Nothing can be added to the audit log", (await Assert.ThrowsAsync<StorageException>(() => again.Append(s_refusal))).Message, StringComparison.Ordinal);
        await again.Append(s_refusal with { Federation = null });
    }

    [Fact]
    public async Task Append_KeyLost_IsRefusedAndNotBegunAnew()
    {
        await using (var logs = Open()) await logs.Append(s_refusal);
        File.Delete(KeyFile("cardio"));

        await using var again = Open();
        Assert.Contains("is asked for", (await Assert.ThrowsAsync<StorageException>(() => again.Append(s_refusal))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_WhatAStrangerMadeLong_IsCutAndWritten()
    {
        await using var logs = Open();

        await logs.Append(s_refusal with { Action = new('é', 1 << 20), Reason = new('é', 1 << 20), Details = s_refusal.Details.Add("claimed", new('é', 1 << 20)).Add("peer", "10.0.0.1:5000") });

        var entry = JsonDocument.Parse((await Entries("cardio")).Single()).RootElement;
        Assert.Equal($"{new string('é', 2000)}… (1,048,576 characters)", entry.GetProperty("reason").GetString());
        Assert.Equal($"{new string('é', 512)}… (1,048,576 characters)", entry.GetProperty("details").GetProperty("claimed").GetString());
        Assert.Equal("10.0.0.1:5000", entry.GetProperty("details").GetProperty("peer").GetString());
    }

    [Fact]
    public async Task Append_TooLarge_IsRefusedBeforeItIsWritten()
    {
        await using var logs = Open();
        var many = Enumerable.Range(0, 40).Aggregate(s_refusal.Details, (all, n) => all.Add($"{n}", new('é', 512)));

        Assert.Contains("'update.submit'", (await Assert.ThrowsAsync<ArgumentException>(() => logs.Append(s_refusal with { Details = many }))).Message, StringComparison.Ordinal);
        await logs.Append(s_refusal);
        Assert.Single(await Entries("cardio"));
    }

    [Fact]
    public async Task Append_DiskFull_IsASentence_AndGoesOnWhenThereIsRoom()
    {
        using var small = SmallDisk.TryMount(megabytes: 1);
        Assert.SkipWhen(small is null, "Mounting a small disk takes root on Linux.");
        await using var logs = new FileAuditLogs(small.Path, _vault, TimeProvider.System);
        await logs.Append(s_refusal);
        var filler = Path.Combine(small.Path, "filler");

        await using (var file = File.Create(filler))
        {
            var fault = await Record.ExceptionAsync(async () =>
            {
                for (; ; ) await file.WriteAsync(new byte[4096]);
            });
            Assert.IsType<IOException>(fault);
        }

        Assert.Contains("the disk is full", (await Assert.ThrowsAsync<StorageException>(() => logs.Append(s_refusal with { Reason = new('é', 2000) }))).Message, StringComparison.Ordinal);
        File.Delete(filler);
        await logs.Append(s_refusal);

        Assert.Equal(2, (await Read(FileAuditLogs.FolderOf(small.Path, new FederationId("cardio")))).Count);
    }

    [Fact]
    public async Task Append_Closed_IsRefused()
    {
        var logs = Open();
        await logs.Append(s_refusal);
        await logs.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => logs.Append(s_refusal));
    }

    private FileAuditLogs Open() => new(_folder.Path, _vault, TimeProvider.System);

    private string Folder(string? federation) => FileAuditLogs.FolderOf(_folder.Path, federation is null ? null : new FederationId(federation));

    private string KeyFile(string federation) => Path.Combine(Folder(federation), "key.json");

    private NoteKey Key(string? federation) => FileAuditLogs.KeyOf(Folder(federation))!;

    private Task<List<string>> Entries(string? federation) => Read(Folder(federation));

    private static async Task<List<string>> Read(string folder)
    {
        var entries = new List<string>();
        await new LogReader(new FileTiles(folder), FileAuditLogs.KeyOf(folder)!).Verify([], (_, entry) => entries.Add(Encoding.UTF8.GetString(entry.Span)));

        return entries;
    }
}
