using System.Numerics;

namespace FedGrains.Transparency.Trees;

/// <summary>The root of a tree while leaves are added, out of at most 63 hashes.</summary>
public sealed class GrowingTree
{
    // The roots of the complete subtrees that make up the tree, the largest first.
    private readonly Stack<TreeHash> _subtrees = new();

    /// <summary>Leaves so far.</summary>
    public long Size { get; private set; }

    /// <summary>The root over them.</summary>
    public TreeHash Root => _subtrees.Count == 0 ? TreeHash.Empty : _subtrees.Skip(1).Aggregate(_subtrees.Peek(), (right, left) => TreeHash.Node(left, right));

    /// <summary>Adds a leaf.</summary>
    public void Add(TreeHash leaf)
    {
        var hash = leaf;
        for (var merged = BitOperations.TrailingZeroCount(~Size); merged > 0; merged--) hash = TreeHash.Node(_subtrees.Pop(), hash);

        _subtrees.Push(hash);
        Size++;
    }
}
