using System.CommandLine;

using FedGrains.Cli.CommandLine;
using FedGrains.Cli.Coordinators;
using FedGrains.Core.Identifiers;
using FedGrains.Storage.Auditing;
using FedGrains.Transparency.Logs;
using FedGrains.Transparency.Notes;

namespace FedGrains.Cli.Audits;

/// <summary>Audit logs where a coordinator keeps them, and where they were exported to.</summary>
internal static class AuditLogs
{
    /// <summary>The entries, one a line, in an export: for reading. What is verified is in the tiles.</summary>
    public const string EntriesFile = "entries.jsonl";

    public static Option<FederationId> Federation() => CommonOptions.Name<FederationId>("--federation", "The federation whose log it is; the log of what belongs to none when left out.", "F", required: false);

    public static Option<string> Site() => new("--site") { Description = "A site's data folder, for the site's own log.", HelpName = "DIR" };

    /// <summary>The log that a command line names: a site's own, or a coordinator's.</summary>
    public static (FileTiles Tiles, NoteKey Key) Named(ParseResult parse, Option<string> coordinator, Option<FederationId> federation, Option<string> site) => parse.GetValue(site) is { } data
        ? AtSite(data)
        : AtCoordinator(parse.GetValue(coordinator)!, parse.GetResult(federation) is null ? null : parse.GetValue(federation));

    /// <summary>The log of a federation at a coordinator on this machine, with the key beside it.</summary>
    public static (FileTiles Tiles, NoteKey Key) AtCoordinator(string data, FederationId? federation)
    {
        var folder = FileAuditLogs.FolderOf(RunningCoordinator.Find(data).Data, federation);

        return Parsed(() => FileAuditLogs.KeyOf(folder)) is { } key
            ? (new(folder), key)
            : throw new CommandException($"There is no audit log in '{folder}'. {(federation is { } f ? $"Nothing was logged about '{f}' yet" : "Nothing was logged yet")}, or the coordinator keeps its audit trail in a storage account, as lines in the container 'audit'.");
    }

    /// <summary>A log that was exported to a folder, under the key that is given or the one that came with it.</summary>
    public static LogReader Exported(string folder, string? key) => new(new FileTiles(folder), KeyOf(folder, key));

    /// <summary>Does something with a log, and says what is wrong with it in a sentence.</summary>
    public static async Task<T> Said<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (FormatException fault)
        {
            throw new CommandException(fault.Message);
        }
    }

    /// <summary>The key that is given, itself or in a file, or the one beside a log.</summary>
    public static NoteKey KeyOf(string folder, string? given) => given is null
        ? Parsed(() => LogKeyFile.Read(folder)) ?? throw new CommandException($"'{folder}' has no '{LogKeyFile.Name}'. Is it the folder of a log? If it is, give its key with --key.")
        : Parsed(() => NoteKey.Parse(File.Exists(given) ? File.ReadAllText(given).Trim() : given))!;

    private static (FileTiles Tiles, NoteKey Key) AtSite(string data)
    {
        var folder = Path.Combine(data, "audit");

        return (new(folder), KeyOf(folder, given: null));
    }

    private static NoteKey? Parsed(Func<NoteKey?> read)
    {
        try
        {
            return read();
        }
        catch (FormatException fault)
        {
            throw new CommandException(fault.Message);
        }
    }
}
