using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace FedGrains.Transparency.Trees;

/// <summary>A hash of a Merkle tree: SHA-256 as RFC 6962, section 2.1, applies it, so that a leaf is never taken for a node.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct TreeHash
{
    /// <summary>Bytes in a hash.</summary>
    public const int Size = 32;

    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;

    // Entries of a log are smaller than this; larger ones take an array.
    private const int OnStack = 1024;

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    /// <summary>The root of a tree without leaves.</summary>
    public static TreeHash Empty { get; } = Of([]);

    /// <summary>The hash of a leaf that holds this.</summary>
    public static TreeHash Leaf(ReadOnlySpan<byte> data)
    {
        var input = data.Length < OnStack ? stackalloc byte[data.Length + 1] : new byte[data.Length + 1];
        input[0] = LeafPrefix;
        data.CopyTo(input[1..]);

        return Of(input);
    }

    /// <summary>The hash of a node over two.</summary>
    public static TreeHash Node(TreeHash left, TreeHash right)
    {
        Span<byte> input = stackalloc byte[1 + (2 * Size)];
        input[0] = NodePrefix;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Size)..]);

        return Of(input);
    }

    /// <summary>The hash in the first <see cref="Size"/> bytes.</summary>
    public static TreeHash Read(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<TreeHash>(bytes);

    /// <summary>Reads base64 (RFC 4648, section 4); null when it is not that of a hash.</summary>
    public static TreeHash? Parse(string base64)
    {
        Span<byte> bytes = stackalloc byte[Size + 3];

        return Convert.TryFromBase64String(base64, bytes, out var written) && written == Size && Convert.ToBase64String(bytes[..Size]) == base64 ? Read(bytes) : null;
    }

    /// <summary>Writes the <see cref="Size"/> bytes of the hash.</summary>
    public void CopyTo(Span<byte> bytes) => MemoryMarshal.Write(bytes, in this);

    /// <summary>The hash in base64.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);

        return Convert.ToBase64String(bytes);
    }

    private static TreeHash Of(ReadOnlySpan<byte> input)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA256.HashData(input, hash);

        return Read(hash);
    }
}
