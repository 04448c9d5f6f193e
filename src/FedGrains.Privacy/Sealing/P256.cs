using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace FedGrains.Privacy.Sealing;

/// <summary>What must hold of foreign points and of scalars on NIST P-256 (SP 800-186, 3.2.1.3).</summary>
internal static class P256
{
    private const int CoordinateSize = 32;
    private const byte Uncompressed = 4;

    private static readonly BigInteger s_prime = Hex("0ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
    private static readonly BigInteger s_b = Hex("05ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");

    private static ReadOnlySpan<byte> Order =>
    [
        0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ];

    /// <summary>
    /// Partial public-key validation (SP 800-56A r3, 5.6.2.3.4): an uncompressed point, coordinates below the prime, on the curve.
    /// The curve's order is prime, so such a point is of that order. Checked here and not left to each platform's library.
    /// </summary>
    public static bool IsPoint(ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length != HpkeSuite.PublicKeySize || encoded[0] != Uncompressed) return false;

        var x = new BigInteger(encoded.Slice(1, CoordinateSize), isUnsigned: true, isBigEndian: true);
        var y = new BigInteger(encoded[(1 + CoordinateSize)..], isUnsigned: true, isBigEndian: true);

        return x < s_prime && y < s_prime && ((y * y) - (x * x * x) + (3 * x) - s_b) % s_prime == 0;
    }

    /// <summary>Whether 0 &lt; scalar &lt; order, in constant time: a scalar is a private key.</summary>
    public static bool IsScalar(ReadOnlySpan<byte> scalar)
    {
        if (scalar.Length != CoordinateSize) return false;

        var (borrow, any) = (0, 0);

        for (var i = CoordinateSize - 1; i >= 0; i--)
        {
            // Negative exactly when the digit borrows from the next.
            borrow = (scalar[i] - Order[i] - borrow) >>> 31;
            any |= scalar[i];
        }

        return borrow == 1 & any != 0;
    }

    /// <summary>The agreement of a private scalar with a point, for one use. The caller disposes it.</summary>
    public static ECDiffieHellman Import(ReadOnlySpan<byte> scalar)
    {
        var d = scalar.ToArray();

        try
        {
            return ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = d });
        }
        finally
        {
            CryptographicOperations.ZeroMemory(d);
        }
    }

    /// <summary>A validated point as a key of the platform. The caller disposes it.</summary>
    public static ECDiffieHellman ImportPoint(ReadOnlySpan<byte> point) => ECDiffieHellman.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new() { X = point.Slice(1, CoordinateSize).ToArray(), Y = point[(1 + CoordinateSize)..].ToArray() },
    });

    /// <summary>The uncompressed point of a key.</summary>
    public static byte[] Export(ECDiffieHellman key)
    {
        var q = key.ExportParameters(includePrivateParameters: false).Q;

        return [Uncompressed, .. q.X!, .. q.Y!];
    }

    private static BigInteger Hex(string digits) => BigInteger.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
