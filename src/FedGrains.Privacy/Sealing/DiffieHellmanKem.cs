using System.Security.Cryptography;

using FedGrains.Privacy.Secrets;

namespace FedGrains.Privacy.Sealing;

/// <summary>Encap and Decap of DHKEM(P-256, HKDF-SHA256) (RFC 9180, section 4.1).</summary>
internal static class DiffieHellmanKem
{
    /// <summary>The shared secret of an ephemeral pair and the recipient's key. The encapsulated key is the ephemeral public key.</summary>
    public static SecretBytes Encapsulate(HpkeKeyPair ephemeral, HpkePublicKey recipient) => Agree(ephemeral, recipient, ephemeral.PublicKey, recipient);

    /// <summary>The shared secret of an encapsulated key; a <see cref="SealException"/> when it is not a point.</summary>
    public static SecretBytes Decapsulate(ReadOnlySpan<byte> encapsulated, HpkeKeyPair recipient)
    {
        var ephemeral = HpkePublicKey.TryRead(encapsulated) ?? throw new SealException();

        return Agree(recipient, ephemeral, ephemeral, recipient.PublicKey);
    }

    private static SecretBytes Agree(HpkeKeyPair mine, HpkePublicKey theirs, HpkePublicKey ephemeral, HpkePublicKey recipient)
    {
        using var key = P256.Import(mine.PrivateKey.Span);
        using var point = P256.ImportPoint(theirs.Bytes);
        using var theirKey = point.PublicKey;
        var agreement = key.DeriveRawSecretAgreement(theirKey);

        try
        {
            // Nobody who keeps to the protocol arrives at the zero coordinate; only a chosen point does.
            if (CryptographicOperations.FixedTimeEquals(agreement, new byte[agreement.Length])) throw new SealException();

            return ExtractAndExpand(agreement, [.. ephemeral.Bytes, .. recipient.Bytes]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(agreement);
        }
    }

    private static SecretBytes ExtractAndExpand(byte[] agreement, byte[] context)
    {
        using var prk = LabeledHkdf.ExtractSecret(HpkeSuite.Kem, [], "eae_prk"u8, agreement);

        return LabeledHkdf.ExpandSecret(HpkeSuite.Kem, prk, "shared_secret"u8, context, HpkeSuite.SecretSize);
    }
}
