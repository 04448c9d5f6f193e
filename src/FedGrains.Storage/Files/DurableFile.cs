namespace FedGrains.Storage.Files;

/// <summary>Small files that are replaced whole: after a crash the old content is there or the new, never something between.</summary>
internal static class DurableFile
{
    private const string TemporarySuffix = ".tmp";

    /// <summary>Replaces a file. One caller at a time for a path; what a crash left half-written beside it is overwritten by the next.</summary>
    public static void Replace(string path, params IReadOnlyList<ReadOnlyMemory<byte>> content) =>
        Replace(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 }, content);

    /// <summary>The same for a file that only this user may read, from its first byte on.</summary>
    public static void ReplaceOwnerOnly(string path, ReadOnlyMemory<byte> content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        // A leftover would keep its mode.
        Delete(path + TemporarySuffix);
        Replace(path, options, [content]);
    }

    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
            Folders.Flush(Path.GetDirectoryName(path)!);
        }
        catch (Exception e) when (StorageException.Explains(e))
        {
            throw StorageException.Writing(path, e);
        }
    }

    /// <summary>The whole content; null when there is no such file.</summary>
    public static byte[]? Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllBytes(path) : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (StorageException.Explains(e))
        {
            throw StorageException.Reading(path, e);
        }
    }

    private static void Replace(string path, FileStreamOptions options, IReadOnlyList<ReadOnlyMemory<byte>> content)
    {
        var temporary = path + TemporarySuffix;

        try
        {
            using (var stream = new FileStream(temporary, options))
            {
                RandomAccess.Write(stream.SafeFileHandle, content, fileOffset: 0);
                RandomAccess.FlushToDisk(stream.SafeFileHandle);
            }

            File.Move(temporary, path, overwrite: true);
            Folders.Flush(Path.GetDirectoryName(path)!);
        }
        catch (Exception e) when (StorageException.Explains(e))
        {
            TryDelete(temporary);
            throw StorageException.Writing(path, e);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (StorageException.Explains(e))
        {
            // The first failure is the one to report; the leftover is overwritten by the next attempt.
        }
    }
}
