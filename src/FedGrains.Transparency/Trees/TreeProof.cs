using System.Numerics;

namespace FedGrains.Transparency.Trees;

/// <summary>Verifies proofs against roots: RFC 9162, sections 2.1.3.2 and 2.1.4.2. What does not fit is false, never an exception.</summary>
public static class TreeProof
{
    /// <summary>Whether a leaf is at an index of the tree of this size and root.</summary>
    public static bool Includes(TreeHash leaf, long index, long size, ReadOnlySpan<TreeHash> proof, TreeHash root)
    {
        if (index < 0 || index >= size) return false;

        // Below, the leaf's path and the tree's right edge differ; above, the path is the edge, and only left siblings count.
        var below = BitOperations.Log2((ulong)(index ^ (size - 1))) + (index == size - 1 ? 0 : 1);
        var above = BitOperations.PopCount((ulong)index >> below);
        if (proof.Length != below + above) return false;

        var hash = leaf;
        for (var level = 0; level < below; level++) hash = ((index >> level) & 1) == 0 ? TreeHash.Node(hash, proof[level]) : TreeHash.Node(proof[level], hash);
        foreach (var left in proof[below..]) hash = TreeHash.Node(left, hash);

        return hash == root;
    }

    /// <summary>Whether the tree of <paramref name="size"/> begins with the tree of <paramref name="earlier"/>.</summary>
    public static bool IsConsistent(long earlier, TreeHash earlierRoot, long size, TreeHash root, ReadOnlySpan<TreeHash> proof)
    {
        if (earlier < 0 || earlier > size) return false;
        if (earlier == size) return proof.IsEmpty && earlierRoot == root;
        if (earlier == 0) return proof.IsEmpty && earlierRoot == TreeHash.Empty;

        // The last complete subtree of the earlier tree; its root is left out of the proof where it is that tree's own.
        var complete = BitOperations.TrailingZeroCount(earlier);
        var isWhole = BitOperations.IsPow2(earlier);
        if (!isWhole && proof.IsEmpty) return false;

        var first = isWhole ? earlierRoot : proof[0];
        var steps = isWhole ? proof : proof[1..];
        var (node, last) = ((earlier - 1) >> complete, (size - 1) >> complete);
        var (before, now) = (first, first);

        foreach (var step in steps)
        {
            if (last == 0) return false;

            if ((node & 1) == 1 || node == last)
            {
                (before, now) = (TreeHash.Node(step, before), TreeHash.Node(step, now));
                while ((node & 1) == 0 && node != 0) (node, last) = (node >> 1, last >> 1);
            }
            else
            {
                now = TreeHash.Node(now, step);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && before == earlierRoot && now == root;
    }
}
