using System.Security.Cryptography;
using System.Text.Json;

using FedGrains.Cli.CommandLine;
using FedGrains.Storage.Auditing;
using FedGrains.Storage.Keys;

namespace FedGrains.Cli.Tests.Audits;

/// <summary>An audit log from the coordinator's folder into other hands, which verify it.</summary>
public sealed class AuditLogCommandTests : IAsyncLifetime
{
    private const int Entries = 300;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fedgrains-audit-");
    private FileKeyVault _vault = null!;

    private string Coordinator => Path.Combine(_folder.FullName, "coordinator");

    private string Exported => Path.Combine(_folder.FullName, "exported");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Coordinator);
        await File.WriteAllTextAsync(Path.Combine(Coordinator, "coordinator.json"), JsonSerializer.Serialize(new { gateway = "https://localhost", clusterId = "fedgrains", serviceId = "fedgrains", data = Coordinator, pid = 1 }));
        _vault = await FileKeyVault.Open(Path.Combine(Coordinator, "keys"), new VaultProtection.KeyFile(Path.Combine(Coordinator, "vault.key")), RandomNumberGenerator.Create());
        await Log(Entries);
    }

    public ValueTask DisposeAsync()
    {
        _vault.Dispose();
        _folder.Delete(recursive: true);

        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Export_IsVerifiedByWhoeverHasTheKey()
    {
        var (code, output) = await Run("audit", "export", "--federation", "cardio", "--output", Exported, "--coordinator", Coordinator, "--json");
        var exported = JsonDocument.Parse(output).RootElement;
        var key = exported.GetProperty("key").GetString()!;

        Assert.Equal((ExitCode.Done, Entries), (code, exported.GetProperty("entries").GetInt32()));
        Assert.Equal(Entries, File.ReadLines(Path.Combine(Exported, "entries.jsonl")).Count());
        Assert.Equal("entry 7", JsonDocument.Parse(File.ReadLines(Path.Combine(Exported, "entries.jsonl")).ElementAt(7)).RootElement.GetProperty("reason").GetString());

        var verified = await Run("audit", "verify", Exported, "--key", key);
        Assert.Equal(ExitCode.Done, verified.Code);
        Assert.StartsWith("Verified: 300 entries of 'fedgrains/", verified.Output, StringComparison.Ordinal);
        Assert.EndsWith($"The key came with it: compare {key} with the one that you were told before.", (await Run("audit", "verify", Exported)).Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_AnyFileOfTheExportChanged_IsASentence()
    {
        await Export();

        foreach (var path in Directory.EnumerateFiles(Exported, "*", SearchOption.AllDirectories).ToList())
        {
            var intact = await File.ReadAllBytesAsync(path);
            await File.WriteAllBytesAsync(path, [.. intact[..^5], (byte)(intact[^5] ^ 1), .. intact[^4..]]);
            var (code, output) = await Run("audit", "verify", Exported);
            Assert.True(code == ExitCode.Refused && output.TrimEnd()[^1] is '.' or '?', $"{path}: {code} {output}");
            await File.WriteAllBytesAsync(path, intact);
        }

        Assert.Equal(ExitCode.Done, (await Run("audit", "verify", Exported)).Code);
    }

    [Fact]
    public async Task Verify_EntriesFileOfAnother_IsASentence()
    {
        await Export();
        var lines = Path.Combine(Exported, "entries.jsonl");
        var intact = await File.ReadAllTextAsync(lines);

        await File.WriteAllTextAsync(lines, intact.Replace("entry 42\"", "entry 43\"", StringComparison.Ordinal));
        Assert.Contains("Line 43 of", (await Run("audit", "verify", Exported)).Output, StringComparison.Ordinal);
        await File.WriteAllTextAsync(lines, intact + "{}\n");
        Assert.Contains("more lines than", (await Run("audit", "verify", Exported)).Output, StringComparison.Ordinal);
        File.Delete(lines);
        Assert.Equal(ExitCode.Done, (await Run("audit", "verify", Exported)).Code);
    }

    [Fact]
    public async Task Verify_WithACheckpointThatWasKept_FindsThatTheLogWasCutShort()
    {
        await Export();
        await Log(20);
        var later = Path.Combine(_folder.FullName, "later");
        await Run("audit", "export", "--federation", "cardio", "--output", later, "--coordinator", Coordinator);

        var (code, output) = await Run("audit", "verify", later, "--checkpoint", Path.Combine(Exported, "checkpoint"));
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("go on from 1 earlier checkpoint", output, StringComparison.Ordinal);

        var cut = await Run("audit", "verify", Exported, "--checkpoint", Path.Combine(later, "checkpoint"));
        Assert.Equal((ExitCode.Refused, "The log was cut short: it has 300 entries, and once had 320."), (cut.Code, cut.Output.TrimEnd()));
    }

    [Fact]
    public async Task Prove_AnEntry_IsVerifiedWithoutTheLog()
    {
        var key = await Export();
        var (proof, entry) = (Path.Combine(_folder.FullName, "entry.tlog-proof"), Path.Combine(_folder.FullName, "entry.json"));
        Assert.Equal(ExitCode.Done, (await Run("audit", "prove", "257", "--log", Exported, "--output", proof)).Code);
        var lines = await File.ReadAllLinesAsync(Path.Combine(Exported, "entries.jsonl"));

        await File.WriteAllTextAsync(entry, lines[257] + "\n");
        Assert.StartsWith("Verified: it is entry 257 of", (await Run("audit", "verify-proof", proof, "--entry", entry, "--key", key)).Output, StringComparison.Ordinal);

        await File.WriteAllTextAsync(entry, lines[256]);
        Assert.Equal(ExitCode.Refused, (await Run("audit", "verify-proof", proof, "--entry", entry, "--key", key)).Code);
        Assert.Contains("has no entry 300", (await Run("audit", "prove", "300", "--log", Exported)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_PrintsTheLatest()
    {
        var (code, output) = await Run("audit", "show", "--federation", "cardio", "--last", "2", "--coordinator", Coordinator);

        Assert.Equal(ExitCode.Done, code);
        Assert.Equal(["entry 298", "entry 299"], output.TrimEnd().Split(Environment.NewLine).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task Commands_WhatIsNotThere_IsASentence()
    {
        await Export();

        Assert.Contains("There is no audit log", (await Run("audit", "show", "--federation", "onco", "--coordinator", Coordinator)).Output, StringComparison.Ordinal);
        Assert.Contains("is not empty", (await Run("audit", "export", "--federation", "cardio", "--output", Exported, "--coordinator", Coordinator)).Output, StringComparison.Ordinal);
        Assert.Contains("Is it the folder of a log?", (await Run("audit", "verify", _folder.FullName)).Output, StringComparison.Ordinal);
        Assert.Contains("is not the key of a log", (await Run("audit", "verify", Exported, "--key", "nonsense")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, (await Run("audit", "show", "--federation", "Not A Name", "--coordinator", Coordinator)).Code);
        Assert.Equal(ExitCode.Usage, (await Run("audit", "show", "--federation", "cardio", "--site", Coordinator)).Code);
        Assert.Contains("Is it the folder of a log?", (await Run("audit", "show", "--site", _folder.FullName)).Output, StringComparison.Ordinal);
    }

    private async Task<string> Export()
    {
        var (code, output) = await Run("audit", "export", "--federation", "cardio", "--output", Exported, "--coordinator", Coordinator, "--json");
        Assert.Equal(ExitCode.Done, code);

        return JsonDocument.Parse(output).RootElement.GetProperty("key").GetString()!;
    }

    private async Task Log(int entries)
    {
        await using var logs = new FileAuditLogs(Coordinator, _vault, TimeProvider.System);
        var entry = new AuditEntry(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), new("cardio"), null, "run.start", "done");

        // One after the other, so that they stand in this order.
        for (var i = 0; i < entries; i++) await logs.Append(entry with { Reason = $"entry {i}" });
    }

    private static async Task<(int Code, string Output)> Run(params string[] arguments)
    {
        using var output = new StringWriter();
        var code = await FedGrainsCommand.Run(arguments, output, output, CancellationToken.None);

        return (code, output.ToString());
    }
}
