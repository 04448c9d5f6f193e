using System.Security.Cryptography;

namespace FedGrains.Privacy.Sealing;

/// <summary>
/// The one suite in use: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM (RFC 9180, section 7), and its sizes in bytes.
/// </summary>
internal static class HpkeSuite
{
    /// <summary>Nsk: a private key.</summary>
    public const int PrivateKeySize = 32;

    /// <summary>Npk and Nenc: an uncompressed point.</summary>
    public const int PublicKeySize = 65;

    /// <summary>Nsecret and Nh.</summary>
    public const int SecretSize = SHA256.HashSizeInBytes;

    /// <summary>Nk.</summary>
    public const int KeySize = 32;

    /// <summary>Nn.</summary>
    public const int NonceSize = 12;

    /// <summary>Nt.</summary>
    public const int TagSize = 16;

    /// <summary>suite_id of the KEM: "KEM" and its identifier 0x0010 (section 4.1).</summary>
    public static ReadOnlySpan<byte> Kem => [(byte)'K', (byte)'E', (byte)'M', 0x00, 0x10];

    /// <summary>suite_id of the whole: "HPKE" and the identifiers of KEM, KDF and AEAD (section 5.1).</summary>
    public static ReadOnlySpan<byte> Hpke => [(byte)'H', (byte)'P', (byte)'K', (byte)'E', 0x00, 0x10, 0x00, 0x01, 0x00, 0x02];
}
