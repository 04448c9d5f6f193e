using FedGrains.Transparency.Notes;
using FedGrains.Transparency.Tiles;
using FedGrains.Transparency.Trees;

namespace FedGrains.Transparency.Logs;

/// <summary>One reading of a log from its first entry to its last, in constant memory.</summary>
internal sealed class VerifyingPass(ITileStore store, Checkpoint checkpoint, ILookup<long, Checkpoint> earlier, Action<long, ReadOnlyMemory<byte>>? visit)
{
    private readonly GrowingTree _tree = new();

    // The hashes that belong into the tile of each level that is being filled.
    private readonly List<List<TreeHash>> _levels = [];

    public async Task Run(CancellationToken cancellationToken)
    {
        Compare(0);

        for (var index = 0L; index * TilePath.FullWidth < checkpoint.Size; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var width = (int)Math.Min(TilePath.FullWidth, checkpoint.Size - (index * TilePath.FullWidth));
            await Entries(new(null, index, width));
        }

        for (var (level, hashes) = (0, checkpoint.Size); level < _levels.Count; hashes >>= TilePath.Height, level++)
        {
            if (_levels[level].Count > 0) await Tile(new(level, hashes / TilePath.FullWidth, _levels[level].Count));
        }

        if (_tree.Root != checkpoint.Root) throw new FormatException($"The log '{checkpoint.Origin}' was changed: its entries have another root than its checkpoint.");
    }

    private async Task Entries(TilePath path)
    {
        var entries = EntryBundle.Read(await Read(path));
        if (entries.Count < path.Width) throw new FormatException($"'{path}' has {entries.Count} entries, and should have {path.Width}.");

        for (var i = 0; i < path.Width; i++)
        {
            var hash = TreeHash.Leaf(entries[i].Span);
            var number = _tree.Size;
            _tree.Add(hash);
            await Add(0, hash);
            Compare(_tree.Size);
            visit?.Invoke(number, entries[i]);
        }
    }

    private async Task Add(int level, TreeHash hash)
    {
        if (level == _levels.Count) _levels.Add([]);
        _levels[level].Add(hash);
        if (_levels[level].Count < TilePath.FullWidth) return;

        var root = await Tile(new(level, (_tree.Size >> (TilePath.Height * (level + 1))) - 1, TilePath.FullWidth));
        _levels[level].Clear();
        await Add(level + 1, root);
    }

    // Proofs are made of tiles: they must be of the same entries.
    private async Task<TreeHash> Tile(TilePath path)
    {
        var tile = await Read(path);
        if (tile.Length < path.Width * TreeHash.Size) throw new FormatException($"'{path}' is shorter than it should be.");
        var subtree = new GrowingTree();

        for (var i = 0; i < path.Width; i++)
        {
            var hash = _levels[path.Level!.Value][i];
            subtree.Add(hash);
            if (TreeHash.Read(tile.AsSpan(i * TreeHash.Size)) == hash) continue;

            var first = ((path.Index * TilePath.FullWidth) + i) << (TilePath.Height * path.Level.Value);
            throw new FormatException(path.Level == 0 ? $"Entry {first} was changed: it has not the hash in '{path}'." : $"'{path}' was changed: it has another hash for the entries from {first} on.");
        }

        return subtree.Root;
    }

    private void Compare(long size)
    {
        if (earlier[size].FirstOrDefault(e => e.Root != _tree.Root) is not null) throw new FormatException($"The log was rewritten: its first {size:N0} entries are not those that a checkpoint of before was signed over.");
    }

    // The full one may have taken its place, of a write that came to nothing.
    private async Task<byte[]> Read(TilePath path) =>
        await store.Read(path.ToString()) ?? (path.IsFull ? null : await store.Read((path with { Width = TilePath.FullWidth }).ToString())) ?? throw new FormatException($"'{path}' is missing.");
}
