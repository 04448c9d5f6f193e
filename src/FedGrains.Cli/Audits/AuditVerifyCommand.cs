using System.CommandLine;

using FedGrains.Cli.CommandLine;
using FedGrains.Transparency.Logs;
using FedGrains.Transparency.Notes;

namespace FedGrains.Cli.Audits;

/// <summary><c>fedgrains audit verify</c>, <c>prove</c> and <c>verify-proof</c>: an exported log, with nothing but the export and the key.</summary>
internal static class AuditVerifyCommand
{
    private const byte NewLine = (byte)'\n';

    public static Command Verify()
    {
        var folder = Folder();
        var key = Key("the one that came with the export when left out, which shows no more than that the export is of one piece");
        var earlier = new Option<FileInfo[]>("--checkpoint") { Description = "A checkpoint of this log that was kept elsewhere: the log must go on from it. As often as needed.", HelpName = "FILE" };

        return new Command("verify", "Verify an exported audit log offline: every entry, every tile, the signature. Exits with 1 when anything was changed.") { folder, key, earlier, CommonOptions.Json() }.OnForeground(async (parse, cancellation) =>
        {
            var from = parse.GetValue(folder)!;
            var kept = parse.GetValue(earlier) ?? [];
            var checkpoint = await AuditLogs.Said(() => Verify(from, parse.GetValue(key), kept, cancellation));

            Terminal.Of(parse).Answer(
                new { outcome = "verified", origin = checkpoint.Origin, entries = checkpoint.Size, root = checkpoint.Root.ToString(), checkpoints = kept.Length },
                terminal => terminal.Say($"Verified: {checkpoint.Size:N0} entries of '{checkpoint.Origin}', root {checkpoint.Root}{(kept.Length == 0 ? "" : $", which go on from {kept.Length} earlier checkpoint{(kept.Length == 1 ? "" : "s")}")}.{(parse.GetValue(key) is null ? $" The key came with it: compare {AuditLogs.KeyOf(from, given: null)} with the one that you were told before." : "")}"));
        });
    }

    public static Command Prove()
    {
        var index = new Argument<long>("entry") { Description = "The entry's index, counted from 0." };
        var folder = new Option<string>("--log") { Description = "The exported log.", HelpName = "DIR", Required = true };
        var key = Key("the one that came with the export when left out");
        var output = new Option<string>("--output", "-o") { Description = "The file to write, such as entry.tlog-proof; the terminal when left out.", HelpName = "FILE" };

        return new Command("prove", "Prove that an entry is in a log, to whoever has the entry, the proof and the log's key.") { index, folder, key, output }.OnForeground(async (parse, cancellation) =>
        {
            var proof = await AuditLogs.Said(() => AuditLogs.Exported(parse.GetValue(folder)!, parse.GetValue(key)).Prove(parse.GetValue(index), cancellation));

            if (parse.GetValue(output) is { } path) await File.WriteAllTextAsync(path, proof.ToString(), cancellation);
            else await Terminal.Of(parse).Output.WriteAsync(proof.ToString());
        });
    }

    public static Command VerifyProof()
    {
        var proof = new Argument<FileInfo>("proof") { Description = "The proof." };
        var entry = new Option<FileInfo>("--entry") { Description = "A file with the entry: its line of the log.", HelpName = "FILE", Required = true };
        var key = Key("required");
        key.Required = true;

        return new Command("verify-proof", "Verify that an entry is in a log, from its proof.") { proof, entry, key, CommonOptions.Json() }.OnForeground(async (parse, cancellation) =>
        {
            var line = await File.ReadAllBytesAsync(parse.GetValue(entry)!.FullName, cancellation);
            var (index, checkpoint) = await AuditLogs.Said(async () =>
            {
                var read = LogProof.Parse(await File.ReadAllTextAsync(parse.GetValue(proof)!.FullName, cancellation));

                return (read.Index, read.Verify(line.AsSpan().TrimEnd(NewLine), AuditLogs.KeyOf(".", parse.GetValue(key)!)));
            });

            Terminal.Of(parse).Answer(
                new { outcome = "verified", origin = checkpoint.Origin, index, entries = checkpoint.Size },
                terminal => terminal.Say($"Verified: it is entry {index} of '{checkpoint.Origin}', which has {checkpoint.Size:N0}."));
        });
    }

    private static async Task<Checkpoint> Verify(string folder, string? key, FileInfo[] earlier, CancellationToken cancellation)
    {
        var log = AuditLogs.Exported(folder, key);
        var kept = earlier.Select(file => SignedNote.Parse(File.ReadAllBytes(file.FullName)));
        using var lines = new EntryLines(Path.Combine(folder, AuditLogs.EntriesFile));
        var checkpoint = await log.Verify(kept, lines.Expect, cancellation);
        lines.ExpectEnd();

        return checkpoint;
    }

    private static Argument<string> Folder() => new("folder") { Description = "The exported log." };

    private static Option<string> Key(string otherwise) => new("--key") { Description = $"The log's key, NAME+ID+KEY, or a file that holds it; {otherwise}.", HelpName = "KEY" };
}
