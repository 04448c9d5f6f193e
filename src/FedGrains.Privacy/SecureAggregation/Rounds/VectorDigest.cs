using System.Runtime.InteropServices;
using System.Security.Cryptography;

using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>
/// The digest of a vector, as it passes by: the Merkle tree hash (RFC 9162, section 2.1.1) over leaves of 2^20 words of 32 bits,
/// little-endian. It does not depend on how the vector is cut up on its way, and a slice can be checked against its leaves.
/// </summary>
public sealed class VectorDigest : IDisposable
{
    /// <summary>Words of a leaf, 2^20; the last may be shorter.</summary>
    public const int LeafWords = 1 << 20;

    private readonly IncrementalHash _leaf = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly MerkleRoot _root = new();
    private int _inLeaf;

    /// <summary>How many words passed.</summary>
    public long Length { get; private set; }

    /// <summary>The digest of a vector that is all here.</summary>
    public static Sha256Digest Of(ReadOnlySpan<uint> words)
    {
        using var digest = new VectorDigest();
        digest.Append(words);

        return digest.Finish();
    }

    /// <summary>The digest of an update that is about to be masked: what a site promises. It tells whoever can guess the update that they guessed it, so it stays at the site.</summary>
    public static Sha256Digest Of(NoisedUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        return Of(update.Words);
    }

    /// <summary>The hash of one leaf.</summary>
    public static Sha256Digest Leaf(ReadOnlySpan<uint> words)
    {
        if (words.Length is 0 or > LeafWords) throw new ArgumentException($"A leaf has 1 to {LeafWords} words, and this has {words.Length}.", nameof(words));

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MerkleRoot.LeafPrefix);
        hash.AppendData(MemoryMarshal.AsBytes(words));

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

    /// <summary>Takes the next words.</summary>
    public void Append(ReadOnlySpan<uint> words)
    {
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("Vectors need a little-endian processor.");

        while (!words.IsEmpty)
        {
            if (_inLeaf == 0) _leaf.AppendData(MerkleRoot.LeafPrefix);
            var taken = words[..Math.Min(LeafWords - _inLeaf, words.Length)];
            _leaf.AppendData(MemoryMarshal.AsBytes(taken));
            _inLeaf += taken.Length;
            Length += taken.Length;
            words = words[taken.Length..];

            if (_inLeaf == LeafWords) CloseLeaf();
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
