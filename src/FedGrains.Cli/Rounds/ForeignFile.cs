using FedGrains.Cli.CommandLine;

namespace FedGrains.Cli.Rounds;

/// <summary>A file in a folder from somebody else, who may have put something else in its place.</summary>
internal static class ForeignFile
{
    /// <summary>Opens it to be read; null when it is not there. A link throws a <see cref="CommandException"/>: nothing outside the folder is read.</summary>
    public static Stream? Open(string path)
    {
        var file = new FileInfo(path);

        return file.LinkTarget is not null ? throw new CommandException($"'{path}' is a link. A folder that --export wrote has none; copy the file itself there.")
            : !file.Exists ? null
            // A pipe shows no bytes, and opening one waits for ever.
            : file.Length == 0 ? Stream.Null
            : file.OpenRead();
    }
}
