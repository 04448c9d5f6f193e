using System.Collections.Immutable;
using System.Numerics;

namespace FedGrains.Transparency.Trees;

/// <summary>Roots and proofs of a tree, out of the hashes of its complete subtrees: RFC 6962, sections 2.1 to 2.1.2.</summary>
public static class MerkleTree
{
    /// <summary>The root of the tree's first <paramref name="size"/> leaves.</summary>
    public static ValueTask<TreeHash> Root(ITreeHashes hashes, long size)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        ArgumentOutOfRangeException.ThrowIfNegative(size);

        return size == 0 ? new(TreeHash.Empty) : Range(hashes, 0, size);
    }

    /// <summary>The hashes that lead from a leaf to the root of the tree's first <paramref name="size"/> leaves, the leaf's sibling first.</summary>
    public static async ValueTask<ImmutableArray<TreeHash>> Inclusion(ITreeHashes hashes, long index, long size)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);

        var proof = ImmutableArray.CreateBuilder<TreeHash>();

        for (var (start, end) = (0L, size); end - start > 1;)
        {
            var middle = start + Split(end - start);
            proof.Add(index < middle ? await Range(hashes, middle, end) : await Range(hashes, start, middle));
            (start, end) = index < middle ? (start, middle) : (middle, end);
        }

        proof.Reverse();

        return proof.ToImmutable();
    }

    /// <summary>The hashes that show that the tree of <paramref name="size"/> leaves begins with that of <paramref name="earlier"/> leaves.</summary>
    public static async ValueTask<ImmutableArray<TreeHash>> Consistency(ITreeHashes hashes, long earlier, long size)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        ArgumentOutOfRangeException.ThrowIfNegative(earlier);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(earlier, size);

        if (earlier == 0 || earlier == size) return [];

        var proof = ImmutableArray.CreateBuilder<TreeHash>();
        var (start, end) = (0L, size);

        // Down to the last complete subtree of the earlier tree.
        while (earlier < end)
        {
            var middle = start + Split(end - start);
            proof.Add(earlier <= middle ? await Range(hashes, middle, end) : await Range(hashes, start, middle));
            (start, end) = earlier <= middle ? (start, middle) : (middle, end);
        }

        // Where that is the whole earlier tree, its root is known already.
        if (start > 0) proof.Add(await Range(hashes, start, end));

        proof.Reverse();

        return proof.ToImmutable();
    }

    private static async ValueTask<TreeHash> Range(ITreeHashes hashes, long start, long end)
    {
        var count = end - start;
        if (BitOperations.IsPow2(count)) return await hashes.Subtree(BitOperations.Log2((ulong)count), start / count);

        var middle = start + Split(count);

        return TreeHash.Node(await Range(hashes, start, middle), await Range(hashes, middle, end));
    }

    // The largest power of two that is smaller than this.
    private static long Split(long count) => 1L << BitOperations.Log2((ulong)(count - 1));
}
