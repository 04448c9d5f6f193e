using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>A SHA-256 digest as a value. Digests are public; the comparison need not take constant time.</summary>
public readonly record struct Sha256Digest
{
    /// <summary>Bytes of a digest, 32.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    private readonly ulong _a, _b, _c, _d;

    private Sha256Digest(ReadOnlySpan<byte> hash)
    {
        _a = BinaryPrimitives.ReadUInt64BigEndian(hash);
        _b = BinaryPrimitives.ReadUInt64BigEndian(hash[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(hash[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(hash[24..]);
    }

    /// <summary>The digest of <paramref name="content"/>.</summary>
    public static Sha256Digest Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA256.HashData(content, hash);

        return new(hash);
    }

    /// <summary>The digest with these 32 bytes; another length throws an <see cref="ArgumentException"/>.</summary>
    public static Sha256Digest FromHash(ReadOnlySpan<byte> hash) => hash.Length == Size
        ? new(hash)
        : throw new ArgumentException($"A SHA-256 digest has {Size} bytes, and this has {hash.Length}.", nameof(hash));

    /// <summary>Reads 64 hexadecimal characters; anything else throws a <see cref="FormatException"/>.</summary>
    public static Sha256Digest Parse(string value) => value is { Length: 2 * Size } && value.All(char.IsAsciiHexDigitLower)
        ? new(Convert.FromHexString(value))
        : throw new FormatException($"'{value}' is not a SHA-256 digest: write 64 lower-case hexadecimal characters.");

    /// <summary>Writes the 32 bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _d);
    }

    /// <summary>The 32 bytes.</summary>
    public byte[] ToArray()
    {
        var hash = new byte[Size];
        CopyTo(hash);

        return hash;
    }

    /// <summary>64 lower-case hexadecimal characters.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToArray());
}
