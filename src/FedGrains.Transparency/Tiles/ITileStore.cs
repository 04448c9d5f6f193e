namespace FedGrains.Transparency.Tiles;

/// <summary>Where a log is kept: its checkpoint and its tiles.</summary>
public interface ITileStore
{
    /// <summary>What is at a place; null when there is nothing.</summary>
    Task<byte[]?> Read(string path, CancellationToken cancellationToken = default);

    /// <summary>Puts all of these in their places, durably. What is there already is of a write that came to nothing, and is replaced; it may be torn by a crash.</summary>
    Task Write(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> contents, CancellationToken cancellationToken = default);

    /// <summary>Puts the checkpoint in place of the one before, at once and durably.</summary>
    Task Replace(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default);

    /// <summary>Forgets the tiles in a folder, which a full one has taken the place of. It may be done later, or not at all.</summary>
    Task Forget(string folder, CancellationToken cancellationToken = default);
}
