using System.Security.Cryptography;
using System.Text;

namespace FedGrains.Privacy.Secrets;

/// <summary>Makes independent secrets of one seed, so that a site keeps one seed a round and everything random about the round can be made again from it.</summary>
public static class SeedDerivation
{
    private const int SeedSize = 32;

    /// <summary>HKDF-SHA256 (RFC 5869) of <paramref name="seed"/> for a purpose. Different purposes give unrelated secrets.</summary>
    /// <param name="seed">At least 32 bytes of full entropy; fewer throw an <see cref="ArgumentException"/>.</param>
    /// <param name="purpose">What the secret is for, such as "FedGrains/rounding/v1".</param>
    /// <param name="length">Bytes, 1 to 8160.</param>
    public static SecretBytes Derive(this SecretBytes seed, string purpose, int length = SeedSize)
    {
        ArgumentNullException.ThrowIfNull(seed);
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        if (seed.Length < SeedSize) throw new ArgumentException($"A seed has at least {SeedSize} bytes, and this has {seed.Length}.", nameof(seed));

        var secret = SecretBytes.Zeroed(length);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, seed.Span, secret.Writable, salt: [], Encoding.UTF8.GetBytes(purpose));

        return secret;
    }
}
