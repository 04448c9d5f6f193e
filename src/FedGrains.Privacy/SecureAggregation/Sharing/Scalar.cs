using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>
/// An element of GF(n), where n is the prime order of P-256 (SP 800-186, 3.2.1.3): private keys of that curve are its non-zero
/// elements. Four 64-bit limbs in Montgomery form; no branch and no address depends on a value.
/// </summary>
internal readonly struct Scalar : IEquatable<Scalar>
{
    /// <summary>Bytes of an element, 32.</summary>
    public const int Size = 32;

    // -1/n modulo 2^64 (Montgomery, 1985).
    private const ulong MinusInverse = 0xccd1c8aaee00bc4f;

    private static readonly Limbs s_order = new(0xf3b9cac2fc632551, 0xbce6faada7179e84, 0xffffffffffffffff, 0xffffffff00000000);

    // 2^512 modulo n, which takes an element into Montgomery form.
    private static readonly Scalar s_square = new(new(0x83244c95be79eea2, 0x4699799c49bd6fa6, 0x2845b2392b6bec59, 0x66e12d94f3d95620));

    private readonly Limbs _limbs;

    private Scalar(Limbs limbs) => _limbs = limbs;

    public static Scalar Zero => default;

    public static Scalar One { get; } = FromInteger(1);

    /// <summary>The element of a small number.</summary>
    public static Scalar FromInteger(uint value) => new Scalar(new(value, 0, 0, 0)) * s_square;

    /// <summary>The element with these 32 big-endian bytes, or null when they are not below n.</summary>
    public static Scalar? FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) return null;

        var limbs = new Limbs(
            BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]), BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadUInt64BigEndian(bytes));

        return Limbs.Subtract(limbs, s_order, out _) == 1 ? new Scalar(limbs) * s_square : null;
    }

    /// <summary>A uniform element.</summary>
    public static Scalar Random(RandomNumberGenerator randomness)
    {
        Span<byte> bytes = stackalloc byte[Size];

        try
        {
            while (true)
            {
                randomness.GetBytes(bytes);

                // What is at or above n is drawn again, once in 2^32 times, so that no element is likelier than another.
                if (FromBytes(bytes) is { } element) return element;
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>A uniform element but zero: a private key.</summary>
    public static Scalar RandomKey(RandomNumberGenerator randomness)
    {
        while (true)
        {
            var key = Random(randomness);

            if (!key.IsZero) return key;
        }
    }

    public bool IsZero => (_limbs.A | _limbs.B | _limbs.C | _limbs.D) == 0;

    public void CopyTo(Span<byte> destination)
    {
        var plain = (this * new Scalar(new(1, 0, 0, 0)))._limbs;
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], plain.A);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], plain.B);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], plain.C);
        BinaryPrimitives.WriteUInt64BigEndian(destination, plain.D);
    }

    public static Scalar operator +(Scalar left, Scalar right)
    {
        var carry = Limbs.Add(left._limbs, right._limbs, out var sum);

        return new(Limbs.ReduceOnce(sum, carry, s_order));
    }

    public static Scalar operator -(Scalar left, Scalar right)
    {
        var borrow = Limbs.Subtract(left._limbs, right._limbs, out var difference);
        Limbs.Add(difference, Limbs.Select(0 - borrow, s_order, default), out var wrapped);

        return new(wrapped);
    }

    public static Scalar operator *(Scalar left, Scalar right) => new(Limbs.MontgomeryProduct(left._limbs, right._limbs, s_order, MinusInverse));

    /// <summary>1 / this by Fermat's little theorem; zero stays zero.</summary>
    public Scalar Inverse()
    {
        Limbs.Subtract(s_order, new(2, 0, 0, 0), out var exponent);
        var result = One;

        // The exponent is public, so the branch tells nothing.
        for (var bit = 255; bit >= 0; bit--)
        {
            result *= result;
            if (exponent.Bit(bit)) result *= this;
        }

        return result;
    }

    public bool Equals(Scalar other) => (this - other).IsZero;

    public override bool Equals(object? obj) => obj is Scalar other && Equals(other);

    public override int GetHashCode() => throw new NotSupportedException("A secret is not hashed into tables.");

    public override string ToString() => nameof(Scalar);
}
