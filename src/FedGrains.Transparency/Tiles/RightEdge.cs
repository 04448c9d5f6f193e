using System.Buffers;

using FedGrains.Transparency.Trees;

namespace FedGrains.Transparency.Tiles;

/// <summary>The tiles of a log that are not full yet, one a level, and the entries that belong to the lowest: all that is needed to add to it.</summary>
internal sealed class RightEdge : ITreeHashes
{
    private readonly List<List<TreeHash>> _levels = [];
    private readonly ArrayBufferWriter<byte> _entries = new();

    public long Size { get; private set; }

    /// <summary>The edge of a log that is there. A <see cref="FormatException"/> says what is missing or was changed.</summary>
    public static async Task<RightEdge> Load(ITileStore store, long size, CancellationToken cancellationToken)
    {
        var edge = new RightEdge { Size = size };

        for (var (level, hashes) = (0, size); hashes > 0; hashes >>= TilePath.Height, level++)
        {
            var path = new TilePath(level, hashes / TilePath.FullWidth, (int)(hashes % TilePath.FullWidth));
            var tile = path.Width == 0 ? [] : await Read(store, path, cancellationToken);
            if (tile.Length < path.Width * TreeHash.Size) throw new FormatException($"'{path}' is shorter than it should be.");

            edge._levels.Add([.. Enumerable.Range(0, path.Width).Select(i => TreeHash.Read(tile.AsSpan(i * TreeHash.Size)))]);
            if (level == 0 && path.Width > 0) edge.Take(await Read(store, path with { Level = null }, cancellationToken), path);
        }

        return edge;
    }

    /// <summary>Another one, so that what comes to nothing leaves this one as it is.</summary>
    public RightEdge Copy()
    {
        var copy = new RightEdge { Size = Size };
        copy._levels.AddRange(_levels.Select(level => new List<TreeHash>(level)));
        copy._entries.Write(_entries.WrittenSpan);

        return copy;
    }

    /// <summary>Adds an entry. Tiles that it fills go into <paramref name="full"/>.</summary>
    public void Add(ReadOnlySpan<byte> entry, Dictionary<TilePath, byte[]> full)
    {
        EntryBundle.Add(_entries, entry);
        Size++;

        if (Size % TilePath.FullWidth == 0)
        {
            full[new(null, (Size / TilePath.FullWidth) - 1, TilePath.FullWidth)] = _entries.WrittenSpan.ToArray();
            _entries.ResetWrittenCount();
        }

        Add(0, TreeHash.Leaf(entry), full);
    }

    /// <summary>The tiles that are not full, as they are now.</summary>
    public IEnumerable<(TilePath Path, byte[] Content)> Partial()
    {
        if (_entries.WrittenCount > 0) yield return (new(null, Size / TilePath.FullWidth, (int)(Size % TilePath.FullWidth)), _entries.WrittenSpan.ToArray());

        for (var (level, hashes) = (0, Size); level < _levels.Count; hashes >>= TilePath.Height, level++)
        {
            if (_levels[level] is { Count: > 0 } tile) yield return (new(level, hashes / TilePath.FullWidth, tile.Count), Bytes(tile));
        }
    }

    public ValueTask<TreeHash> Subtree(int level, long index)
    {
        var (tileLevel, rest) = Math.DivRem(level, TilePath.Height);

        return new(Root(_levels[tileLevel], (int)((index << rest) % TilePath.FullWidth), 1 << rest));
    }

    private void Add(int level, TreeHash hash, Dictionary<TilePath, byte[]> full)
    {
        if (level == _levels.Count) _levels.Add([]);
        var tile = _levels[level];
        tile.Add(hash);
        if (tile.Count < TilePath.FullWidth) return;

        full[new(level, (Size >> (TilePath.Height * (level + 1))) - 1, TilePath.FullWidth)] = Bytes(tile);
        var root = Root(tile, 0, TilePath.FullWidth);
        tile.Clear();
        Add(level + 1, root, full);
    }

    private void Take(byte[] bundle, TilePath path)
    {
        var entries = EntryBundle.Read(bundle);
        if (entries.Count < path.Width) throw new FormatException($"'{path with { Level = null }}' has fewer entries than it should.");

        for (var i = 0; i < path.Width; i++)
        {
            if (TreeHash.Leaf(entries[i].Span) != _levels[0][i]) throw new FormatException($"Entry {(path.Index * TilePath.FullWidth) + i} was changed: it has not the hash in '{path}'.");
            EntryBundle.Add(_entries, entries[i].Span);
        }
    }

    // A narrower one may have given way to the full one, of a write that came to nothing.
    private static async Task<byte[]> Read(ITileStore store, TilePath path, CancellationToken cancellationToken) =>
        await store.Read(path.ToString(), cancellationToken) ?? await store.Read((path with { Width = TilePath.FullWidth }).ToString(), cancellationToken) ?? throw new FormatException($"'{path}' is missing.");

    private static TreeHash Root(List<TreeHash> hashes, int start, int count)
    {
        var tree = new GrowingTree();
        for (var i = start; i < start + count; i++) tree.Add(hashes[i]);

        return tree.Root;
    }

    private static byte[] Bytes(List<TreeHash> tile)
    {
        var bytes = new byte[tile.Count * TreeHash.Size];
        for (var i = 0; i < tile.Count; i++) tile[i].CopyTo(bytes.AsSpan(i * TreeHash.Size));

        return bytes;
    }
}
