using System.Security.Cryptography;

using FedGrains.Privacy.Sealing;
using FedGrains.Privacy.Secrets;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>An ephemeral private key of P-256, ready to agree on secrets. One thread at a time.</summary>
internal sealed class EphemeralKey : IDisposable
{
    private readonly ECDiffieHellman _key;

    /// <summary>The key of a private scalar, 32 bytes, which is copied.</summary>
    public EphemeralKey(ReadOnlySpan<byte> scalar)
    {
        _key = P256.Import(scalar);
        PublicKey = P256Point.Parse(P256.Export(_key));
    }

    public P256Point PublicKey { get; }

    /// <summary>A new private scalar.</summary>
    public static SecretBytes NewScalar(RandomNumberGenerator randomness) =>
        SecretBytes.Create(Scalar.Size, randomness, (scalar, source) => Scalar.RandomKey(source).CopyTo(scalar));

    /// <summary>The x coordinate that both sides arrive at (SP 800-56A r3, 5.7.1.2). It cannot be 0: the peer's point was checked, and the group's order is prime.</summary>
    public SecretBytes Agree(P256Point peer)
    {
        using var point = P256.ImportPoint(peer.Bytes);
        using var key = point.PublicKey;
        var agreement = _key.DeriveRawSecretAgreement(key);

        try
        {
            return SecretBytes.CopyOf(agreement);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(agreement);
        }
    }

    public void Dispose() => _key.Dispose();
}
