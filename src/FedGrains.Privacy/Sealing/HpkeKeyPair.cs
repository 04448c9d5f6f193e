using System.Security.Cryptography;

using FedGrains.Privacy.Secrets;

namespace FedGrains.Privacy.Sealing;

/// <summary>A P-256 key pair of the KEM (RFC 9180, section 7.1). Disposing it zeroes the private key.</summary>
public sealed class HpkeKeyPair : IDisposable
{
    /// <summary>Bytes of a private key, and the least that one may be derived from.</summary>
    public const int PrivateKeySize = HpkeSuite.PrivateKeySize;

    private HpkeKeyPair(SecretBytes privateKey)
    {
        PrivateKey = privateKey;
        using var key = P256.Import(privateKey.Span);
        PublicKey = HpkePublicKey.Read(P256.Export(key));
    }

    /// <summary>What others seal to.</summary>
    public HpkePublicKey PublicKey { get; }

    /// <summary>The private scalar, big-endian, 32 bytes. It belongs to this pair: copy it to keep it.</summary>
    public SecretBytes PrivateKey { get; }

    /// <summary>A new pair (GenerateKeyPair), derived from 32 bytes of <paramref name="randomness"/>.</summary>
    public static HpkeKeyPair Generate(RandomNumberGenerator randomness)
    {
        ArgumentNullException.ThrowIfNull(randomness);
        using var ikm = SecretBytes.Random(PrivateKeySize, randomness);

        return Derive(ikm.Span);
    }

    /// <summary>The pair that belongs to <paramref name="ikm"/> (DeriveKeyPair, section 7.1.3): the same bytes give the same pair.</summary>
    /// <param name="ikm">At least 32 secret bytes of full entropy, used for nothing else; fewer throw an <see cref="ArgumentException"/>.</param>
    public static HpkeKeyPair Derive(ReadOnlySpan<byte> ikm)
    {
        if (ikm.Length < PrivateKeySize) throw new ArgumentException($"A key pair is derived from at least {PrivateKeySize} bytes, and there are {ikm.Length}.", nameof(ikm));

        return new(DeriveScalar(ikm));
    }

    /// <summary>The pair of a private key that was stored; a <see cref="FormatException"/> when the bytes are not one. The caller zeroes <paramref name="privateKey"/>.</summary>
    public static HpkeKeyPair Import(ReadOnlySpan<byte> privateKey) => P256.IsScalar(privateKey)
        ? new(SecretBytes.CopyOf(privateKey))
        : throw new FormatException($"This is not a private key of P-256: it must be {PrivateKeySize} bytes, a number from 1 to the order of the curve less 1.");

    /// <summary>Zeroes the private key.</summary>
    public void Dispose() => PrivateKey.Dispose();

    private static SecretBytes DeriveScalar(ReadOnlySpan<byte> ikm)
    {
        using var prk = LabeledHkdf.ExtractSecret(HpkeSuite.Kem, [], "dkp_prk"u8, ikm);
        var scalar = SecretBytes.Zeroed(PrivateKeySize);

        // A candidate is not below the order once in 2^32 times.
        for (byte counter = 0; !P256.IsScalar(scalar.Span); counter = checked((byte)(counter + 1)))
            LabeledHkdf.Expand(HpkeSuite.Kem, prk.Span, "candidate"u8, [counter], scalar.Writable);

        return scalar;
    }
}
