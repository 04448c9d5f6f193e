using FedGrains.Transparency.Trees;

namespace FedGrains.Transparency.Tiles;

/// <summary>The hashes of a log of a size, out of its tiles. Tiles that were read are kept as long as this is.</summary>
public sealed class TileHashes(ITileStore store, long size) : ITreeHashes
{
    private readonly Dictionary<TilePath, byte[]> _tiles = [];

    /// <inheritdoc/>
    /// <exception cref="FormatException">A tile is missing, or is not of the length that it should be.</exception>
    public async ValueTask<TreeHash> Subtree(int level, long index)
    {
        // A tile has the hashes at every eighth level; those between are made of it.
        var (tileLevel, rest) = Math.DivRem(level, TilePath.Height);
        var first = index << rest;
        var count = 1 << rest;
        var tile = await Tile(tileLevel, first / TilePath.FullWidth);
        var tree = new GrowingTree();
        var start = (int)(first % TilePath.FullWidth);
        if ((start + count) * TreeHash.Size > tile.Length) throw new FormatException($"The log has no subtree {index} of level {level}.");

        for (var i = start; i < start + count; i++) tree.Add(TreeHash.Read(tile.AsSpan(i * TreeHash.Size)));

        return tree.Root;
    }

    private async Task<byte[]> Tile(int level, long index)
    {
        var path = PathOf(level, index);
        if (_tiles.TryGetValue(path, out var known)) return known;

        // A narrower one may have given way to the full one.
        var tile = await store.Read(path.ToString()) ?? (path.IsFull ? null : await store.Read((path with { Width = TilePath.FullWidth }).ToString())) ?? throw new FormatException($"'{path}' is missing.");
        if (tile.Length < path.Width * TreeHash.Size) throw new FormatException($"'{path}' is shorter than it should be.");

        return _tiles[path] = tile;
    }

    private TilePath PathOf(int level, long index)
    {
        var hashes = size >> (TilePath.Height * level);

        return new(level, index, (int)Math.Min(TilePath.FullWidth, hashes - (index * TilePath.FullWidth)));
    }
}
