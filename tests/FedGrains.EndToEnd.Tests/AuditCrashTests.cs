using System.Diagnostics;
using System.Text;
using System.Text.Json;

using FedGrains.EndToEnd.Tests.Processes;
using FedGrains.Storage.Auditing;
using FedGrains.Transparency.Logs;
using FedGrains.Transparency.Notes;

namespace FedGrains.EndToEnd.Tests;

/// <summary>A process that appends to an audit log is killed in the middle, over and over. Every entry that it called durable is there, in one log that goes on from each of its checkpoints.</summary>
[Collection(OneAtATime.Name)]
public sealed class AuditCrashTests
{
    // Around the first tiles that are full, and between.
    private static readonly int[] s_lives = [1, 7, 90, 160, 3, 257, 30, 400, 2, 130];

    [Fact]
    public async Task Append_KilledAgainAndAgain_KeepsWhatItCalledDurable()
    {
        var data = Directory.CreateTempSubdirectory("fedgrains-audit-");

        try
        {
            var durable = new HashSet<string>(StringComparer.Ordinal);
            var checkpoints = new List<SignedNote>();
            var folder = FileAuditLogs.FolderOf(data.FullName, new("cardio"));

            for (var life = 0; life < s_lives.Length; life++)
            {
                await LiveUntil(data.FullName, life, s_lives[life], durable);
                checkpoints.Add(SignedNote.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, TiledLog.CheckpointPath))));
            }

            var entries = new List<string>();
            await new LogReader(new FileTiles(folder), FileAuditLogs.KeyOf(folder)!).Verify(checkpoints, (_, entry) => entries.Add(JsonDocument.Parse(Encoding.UTF8.GetString(entry.Span)).RootElement.GetProperty("reason").GetString()!));

            Assert.Equal(entries.Count, entries.Distinct().Count());
            Assert.Empty(durable.Except(entries));
            // At most what was under way when it died.
            Assert.InRange(entries.Count - durable.Count, 0, s_lives.Length * 1024);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task LiveUntil(string data, int life, int entries, HashSet<string> durable)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [HostProcess.Assembly("FedGrains.EndToEnd.Host", "FedGrains.EndToEnd.Host.dll"), "audit", "--data", data, "--life", $"{life}"]) { RedirectStandardOutput = true })!;

        for (var seen = 0; seen < entries; seen++) durable.Add(await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"Life {life} ended by itself."));

        process.Kill();

        // What it had said before it died counts; a last line that was cut off does not.
        var rest = await process.StandardOutput.ReadToEndAsync();
        durable.UnionWith(rest.Split('\n')[..^1].Select(l => l.TrimEnd('\r')));
        await process.WaitForExitAsync();
    }
}
