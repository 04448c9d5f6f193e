using FedGrains.Storage.Files;
using FedGrains.Transparency.Tiles;

namespace FedGrains.Storage.Auditing;

/// <summary>A log's tiles as files, at the paths that C2SP tlog-tiles gives them: a web server that serves the folder serves the log.</summary>
public sealed class FileTiles(string folder) : ITileStore
{
    private readonly string _folder = Path.GetFullPath(folder);

    /// <inheritdoc/>
    public Task<byte[]?> Read(string path, CancellationToken cancellationToken = default) => Task.FromResult(DurableFile.Read(In(path)));

    /// <inheritdoc/>
    public Task Write(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> contents, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(contents);
        foreach (var (path, content) in contents) Write(In(path), content);
        foreach (var parent in contents.Keys.Select(p => Path.GetDirectoryName(In(p))!).Distinct()) Folders.Flush(parent);

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Replace(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        Folders.Create(Path.GetDirectoryName(In(path))!);
        DurableFile.Replace(In(path), [content]);

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Forget(string folder, CancellationToken cancellationToken = default)
    {
        try
        {
            if (Directory.Exists(In(folder))) Directory.Delete(In(folder), recursive: true);
        }
        catch (Exception e) when (StorageException.Explains(e))
        {
            // They take a little room, and nobody asks for them.
        }

        return Task.CompletedTask;
    }

    private static void Write(string path, ReadOnlyMemory<byte> content)
    {
        Folders.Create(Path.GetDirectoryName(path)!);

        try
        {
            using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.Read);
            RandomAccess.Write(file, content.Span, 0);
            RandomAccess.FlushToDisk(file);
        }
        catch (Exception e) when (StorageException.Explains(e))
        {
            throw StorageException.Writing(path, e);
        }
    }

    private string In(string path) => Path.Combine(_folder, path);
}
