using System.Security.Cryptography;

using FedGrains.Privacy.Sealing;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>A public key on NIST P-256: an uncompressed point (SEC 1, 2.3.3) that was checked to be on the curve.</summary>
public sealed class P256Point : IEquatable<P256Point>
{
    /// <summary>Bytes of a point, 65.</summary>
    public const int Size = HpkeSuite.PublicKeySize;

    /// <summary>Bytes of a signature, 64: r and s (IEEE P1363).</summary>
    public const int SignatureSize = 64;

    private readonly byte[] _point;

    // Making a platform's key of a point costs as much as verifying with it. One ECDsa is not safe for two callers at a time, so
    // whoever verifies takes it out and puts it back.
    private ECDsa? _idle;

    private P256Point(byte[] point) => _point = point;

    /// <summary>The 65 bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _point;

    // A SubjectPublicKeyInfo (RFC 5480) of a P-256 key is this and then the point.
    private static ReadOnlySpan<byte> SpkiPrefix =>
    [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
        0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
    ];

    /// <summary>Reads a point that came from outside; a <see cref="FormatException"/> when it is not one of P-256.</summary>
    public static P256Point Parse(ReadOnlySpan<byte> bytes) =>
        P256.IsPoint(bytes) ? new(bytes.ToArray()) : throw new FormatException($"This is not a public key: it must be {Size} bytes, an uncompressed point of P-256.");

    /// <summary>Reads the SubjectPublicKeyInfo of a P-256 key; anything else throws a <see cref="FormatException"/>.</summary>
    public static P256Point FromSpki(ReadOnlySpan<byte> spki) => spki.StartsWith(SpkiPrefix)
        ? Parse(spki[SpkiPrefix.Length..])
        : throw new FormatException("This is not the SubjectPublicKeyInfo of a P-256 key with an uncompressed point.");

    /// <summary>The SubjectPublicKeyInfo.</summary>
    public byte[] ToSpki() => [.. SpkiPrefix, .. _point];

    /// <summary>Whether <paramref name="signature"/> is this key's over <paramref name="statement"/> (ECDSA, SHA-256, IEEE P1363).</summary>
    public bool Verifies(ReadOnlySpan<byte> statement, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureSize) return false;

        var key = Interlocked.Exchange(ref _idle, null) ?? ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = Coordinates });
        var verifies = key.VerifyData(statement, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        _idle = key;

        return verifies;
    }

    /// <summary>Whether both are the same point.</summary>
    public bool Equals(P256Point? other) => other is not null && Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as P256Point);

    // A point on the curve can be chosen, but not with the collisions that would make a dictionary slow: 32 bits of x are enough.
    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(_point, 1);

    /// <summary>The point in hexadecimal.</summary>
    public override string ToString() => Convert.ToHexStringLower(_point);

    private ECPoint Coordinates => new() { X = _point[1..33], Y = _point[33..] };
}
