using System.CommandLine;

using FedGrains.Cli.CommandLine;
using FedGrains.Storage.Auditing;
using FedGrains.Transparency.Logs;
using FedGrains.Transparency.Notes;

namespace FedGrains.Cli.Audits;

/// <summary><c>fedgrains audit export</c> and <c>show</c></summary>
internal static class AuditExportCommand
{
    private const byte NewLine = (byte)'\n';

    public static Command Export()
    {
        var federation = AuditLogs.Federation();
        var output = new Option<string>("--output", "-o") { Description = "The folder to make; it must be empty, or not be there.", HelpName = "DIR", Required = true };
        var (coordinator, site) = (CommonOptions.Coordinator(), AuditLogs.Site());

        return OneOf(federation, site, new Command("export", "Verify an audit log and copy it: its tiles and checkpoint, its key, and its entries as JSON lines.") { federation, output, coordinator, site, CommonOptions.Json() }).OnForeground(async (parse, cancellation) =>
        {
            var (tiles, key) = AuditLogs.Named(parse, coordinator, federation, site);
            var folder = parse.GetValue(output)!;
            var checkpoint = await AuditLogs.Said(() => Write(tiles, key, folder, cancellation));

            Terminal.Of(parse).Answer(
                new { origin = checkpoint.Origin, entries = checkpoint.Size, root = checkpoint.Root.ToString(), key = key.ToString(), folder = Path.GetFullPath(folder) },
                terminal => terminal.Say($"{checkpoint.Size:N0} entries of '{checkpoint.Origin}' are verified and in '{folder}'. Whoever has the key {key} verifies them with: fedgrains audit verify {folder}"));
        });
    }

    public static Command Show()
    {
        var federation = AuditLogs.Federation();
        var last = CommonOptions.Integer("--last", "How many of the latest entries; 0 for all.", "N", least: 0, most: int.MaxValue, otherwise: 20);
        var (coordinator, site) = (CommonOptions.Coordinator(), AuditLogs.Site());

        return OneOf(federation, site, new Command("show", "Verify an audit log and print its latest entries, one JSON document a line.") { federation, last, coordinator, site }).OnForeground(async (parse, cancellation) =>
        {
            var (tiles, key) = AuditLogs.Named(parse, coordinator, federation, site);
            var lines = new Queue<string>();
            var most = parse.GetValue(last) is var n and > 0 ? n : int.MaxValue;

            await AuditLogs.Said(() => new LogReader(tiles, key).Verify([], (_, entry) =>
            {
                lines.Enqueue(System.Text.Encoding.UTF8.GetString(entry.Span));
                if (lines.Count > most) lines.Dequeue();
            }, cancellation));

            foreach (var line in lines) Terminal.Of(parse).Output.WriteLine(line);
        });
    }

    /// <summary>Verifies a log and copies it to a new folder.</summary>
    internal static async Task<Checkpoint> Write(FileTiles tiles, NoteKey key, string folder, CancellationToken cancellation)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()) throw new CommandException($"'{folder}' is not empty. Name a folder that is, or is not there yet.");
        Directory.CreateDirectory(folder);

        await using var lines = new FileStream(Path.Combine(folder, AuditLogs.EntriesFile), FileMode.CreateNew, FileAccess.Write);
        var checkpoint = await new LogReader(new CopyingTiles(tiles, new FileTiles(folder)), key).Verify([], (_, entry) =>
        {
            lines.Write(entry.Span);
            lines.WriteByte(NewLine);
        }, cancellation);
        LogKeyFile.Write(folder, key);

        return checkpoint;
    }

    private static Command OneOf(Option federation, Option site, Command command)
    {
        command.Validators.Add(result =>
        {
            if (result.GetResult(federation) is not null && result.GetResult(site) is not null) result.AddError("Give --federation, for a coordinator's log, or --site, for a site's own, and not both.");
        });

        return command;
    }
}
