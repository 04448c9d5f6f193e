using System.Numerics;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>The Merkle tree hash (RFC 9162, section 2.1.1) of leaves that come one after another, in memory that grows with the logarithm of their number.</summary>
internal sealed class MerkleRoot
{
    // The roots of the full subtrees so far, largest first: one for each bit that is set in the count.
    private readonly Stack<Sha256Digest> _subtrees = new();
    private ulong _count;

    public static ReadOnlySpan<byte> LeafPrefix => [0];

    /// <summary>Takes the hash of the next leaf.</summary>
    public void Append(Sha256Digest leaf)
    {
        for (var merges = BitOperations.TrailingZeroCount(~_count); merges > 0; merges--) leaf = Node(_subtrees.Pop(), leaf);

        _subtrees.Push(leaf);
        _count++;
    }

    /// <summary>The hash of the tree; SHA-256 of nothing when there is no leaf.</summary>
    public Sha256Digest Root() => _subtrees.Count == 0 ? Sha256Digest.Of([]) : _subtrees.Aggregate((right, left) => Node(left, right));

    private static Sha256Digest Node(Sha256Digest left, Sha256Digest right)
    {
        Span<byte> content = stackalloc byte[1 + (2 * Sha256Digest.Size)];
        content[0] = 1;
        left.CopyTo(content[1..]);
        right.CopyTo(content[(1 + Sha256Digest.Size)..]);

        return Sha256Digest.Of(content);
    }
}
