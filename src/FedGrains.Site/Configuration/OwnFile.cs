namespace FedGrains.Site.Configuration;

/// <summary>Files that nobody but the site's own user may read, and that are there whole or not at all.</summary>
internal static class OwnFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes a file beside its place, flushes it and moves it there, so that a crash leaves the old file or the new one.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var draft = $"{path}.{Path.GetRandomFileName()}";

        try
        {
            using (var file = new FileStream(draft, Options()))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }

    /// <summary>Creates a folder that only this user may enter.</summary>
    public static string CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else if (!Directory.Exists(path)) Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);

        return path;
    }

    // The mode is given at creation: a file that is made open and closed later was open for a moment.
    private static FileStreamOptions Options() => OperatingSystem.IsWindows()
        ? new() { Mode = FileMode.CreateNew, Access = FileAccess.Write }
        : new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
}
