using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;

namespace FedGrains.Storage.Files;

/// <summary>
/// Replaces files by writing the new content to a spare file and exchanging the two names, so that the old file becomes the next
/// spare: nothing is created and nothing deleted, which costs a file system with a journal more than the bytes do. Spares hold old
/// contents, so this is not for secrets. Where names cannot be exchanged the file is replaced by a rename.
/// </summary>
/// <param name="folder">The folder of the spares, on the same file system as the files.</param>
internal sealed partial class SpareFiles(string folder)
{
    private const int WorkingFolder = -100;
    private const uint Exchange = 2;

    private readonly ConcurrentBag<string> _spares = [.. Directory.EnumerateFiles(Folders.Create(folder))];
    private int _made;

    /// <summary>Replaces a file durably, or creates it. One caller at a time for a path.</summary>
    public void Replace(string path, params IReadOnlyList<ReadOnlyMemory<byte>> content)
    {
        var spare = _spares.TryTake(out var taken) ? taken : NewSpare();

        try
        {
            Write(spare, content);

            if (TryExchange(spare, path)) _spares.Add(spare);
            else File.Move(spare, path, overwrite: true);

            Folders.Flush(Path.GetDirectoryName(path)!);
        }
        catch (Exception e) when (StorageException.Explains(e))
        {
            if (File.Exists(spare)) _spares.Add(spare);
            throw StorageException.Writing(path, e);
        }
    }

    private string NewSpare()
    {
        string spare;

        do spare = Path.Combine(folder, Interlocked.Increment(ref _made).ToString(CultureInfo.InvariantCulture));
        while (File.Exists(spare));

        return spare;
    }

    private static void Write(string path, IReadOnlyList<ReadOnlyMemory<byte>> content)
    {
        using var handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        var length = content.Sum(part => (long)part.Length);

        RandomAccess.Write(handle, content, fileOffset: 0);
        if (RandomAccess.GetLength(handle) > length) RandomAccess.SetLength(handle, length);
        RandomAccess.FlushToDisk(handle);
    }

    // Fails when there is no file yet, and on file systems that cannot: either way a rename does.
    private static bool TryExchange(string one, string other) => OperatingSystem.IsLinux() && RenameAt2(WorkingFolder, one, WorkingFolder, other, Exchange) == 0;

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt2(int oldFolder, string oldPath, int newFolder, string newPath, uint flags);
}
