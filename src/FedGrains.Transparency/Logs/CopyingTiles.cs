using FedGrains.Transparency.Tiles;

namespace FedGrains.Transparency.Logs;

/// <summary>A log that is read, and copied elsewhere as it is read: what was verified is what is in the copy, however the log grows meanwhile.</summary>
/// <param name="source">The log.</param>
/// <param name="target">The copy.</param>
public sealed class CopyingTiles(ITileStore source, ITileStore target) : ITileStore
{
    /// <inheritdoc/>
    public async Task<byte[]?> Read(string path, CancellationToken cancellationToken = default)
    {
        var content = await source.Read(path, cancellationToken);
        if (content is not null) await target.Replace(path, content, cancellationToken);

        return content;
    }

    /// <summary>Nothing is written to a log that is copied.</summary>
    public Task Write(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> contents, CancellationToken cancellationToken = default) => throw new NotSupportedException("A log that is copied is not written to.");

    /// <inheritdoc cref="Write"/>
    public Task Replace(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => throw new NotSupportedException("A log that is copied is not written to.");

    /// <inheritdoc cref="Write"/>
    public Task Forget(string folder, CancellationToken cancellationToken = default) => throw new NotSupportedException("A log that is copied is not written to.");
}
