namespace FedGrains.Privacy.Sealing;

/// <summary>A P-256 public key that things are sealed to: 65 bytes, an uncompressed point that was checked to be on the curve.</summary>
public sealed class HpkePublicKey : IEquatable<HpkePublicKey>
{
    /// <summary>Bytes of a public key, and of an encapsulated key.</summary>
    public const int Size = HpkeSuite.PublicKeySize;

    private readonly byte[] _point;

    private HpkePublicKey(byte[] point) => _point = point;

    /// <summary>The key as RFC 9180 writes it (SerializePublicKey, section 7.1.1).</summary>
    public ReadOnlySpan<byte> Bytes => _point;

    /// <summary>Reads a key that came from outside; a <see cref="FormatException"/> when it is not a point of P-256.</summary>
    public static HpkePublicKey Read(ReadOnlySpan<byte> bytes) => TryRead(bytes) ?? throw new FormatException($"This is not a sealing key: it must be {Size} bytes, an uncompressed point of P-256.");

    /// <summary>Reads a key that came from outside; null when it is not a point of P-256.</summary>
    public static HpkePublicKey? TryRead(ReadOnlySpan<byte> bytes) => P256.IsPoint(bytes) ? new(bytes.ToArray()) : null;

    /// <summary>Whether both are the same point.</summary>
    public bool Equals(HpkePublicKey? other) => other is not null && Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as HpkePublicKey);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(_point, 1);

    /// <summary>The key in hexadecimal.</summary>
    public override string ToString() => Convert.ToHexStringLower(_point);
}
