namespace FedGrains.Cli.CommandLine;

/// <summary>Files that only their owner can read.</summary>
internal static class OwnFile
{
    /// <summary>Writes text to a file, whose folder is made if need be; one that is there is replaced.</summary>
    public static async Task Write(string path, string text, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.Delete(path);

        // The mode is given at creation: a file that is made open and closed later was open for a moment.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        await using var writer = new StreamWriter(path, options);
        await writer.WriteAsync(text.AsMemory(), cancellation);
    }
}
