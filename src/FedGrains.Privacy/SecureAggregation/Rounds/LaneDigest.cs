using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>
/// The digest of a vector, as it passes by: the Merkle tree hash (RFC 9162, section 2.1.1) over leaves of 2^20 lanes, each lane four
/// little-endian bytes. It does not depend on how the vector is cut up on its way, and a slice can be checked against its leaves.
/// </summary>
public sealed class LaneDigest : IDisposable
{
    /// <summary>Lanes of a leaf, 2^20; the last may be shorter.</summary>
    public const int LeafLanes = 1 << 20;

    private readonly IncrementalHash _leaf = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly MerkleRoot _root = new();
    private int _inLeaf;

    /// <summary>How many lanes passed.</summary>
    public long Length { get; private set; }

    /// <summary>The digest of a vector that is all here.</summary>
    public static Sha256Digest Of(ReadOnlySpan<uint> lanes)
    {
        using var digest = new LaneDigest();
        digest.Append(lanes);

        return digest.Finish();
    }

    /// <summary>The hash of one leaf.</summary>
    public static Sha256Digest Leaf(ReadOnlySpan<uint> lanes)
    {
        if (lanes.Length is 0 or > LeafLanes) throw new ArgumentException($"A leaf has 1 to {LeafLanes} lanes, and this has {lanes.Length}.", nameof(lanes));

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MerkleRoot.LeafPrefix);
        hash.AppendData(MemoryMarshal.AsBytes(lanes));

        return Sha256Digest.FromHash(hash.GetHashAndReset());
    }

    /// <summary>The digest of the vector with these leaves.</summary>
    public static Sha256Digest OfLeaves(IEnumerable<Sha256Digest> leaves)
    {
        ArgumentNullException.ThrowIfNull(leaves);
        var root = new MerkleRoot();
        foreach (var leaf in leaves) root.Append(leaf);

        return root.Root();
    }

    /// <summary>Takes the next lanes.</summary>
    public void Append(ReadOnlySpan<uint> lanes)
    {
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("Vectors need a little-endian processor.");

        while (!lanes.IsEmpty)
        {
            if (_inLeaf == 0) _leaf.AppendData(MerkleRoot.LeafPrefix);
            var taken = lanes[..Math.Min(LeafLanes - _inLeaf, lanes.Length)];
            _leaf.AppendData(MemoryMarshal.AsBytes(taken));
            _inLeaf += taken.Length;
            Length += taken.Length;
            lanes = lanes[taken.Length..];

            if (_inLeaf == LeafLanes) CloseLeaf();
        }
    }

    /// <summary>The digest of all that passed. Nothing may be appended afterwards.</summary>
    public Sha256Digest Finish()
    {
        if (_inLeaf > 0) CloseLeaf();

        return _root.Root();
    }

    /// <summary>Frees the hash.</summary>
    public void Dispose() => _leaf.Dispose();

    private void CloseLeaf()
    {
        _root.Append(Sha256Digest.FromHash(_leaf.GetHashAndReset()));
        _inLeaf = 0;
    }
}
