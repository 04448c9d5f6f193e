using System.Buffers.Binary;
using System.Security.Cryptography;

using FedGrains.Privacy.Secrets;

namespace FedGrains.Privacy.Sealing;

/// <summary>LabeledExtract and LabeledExpand over HKDF-SHA256 (RFC 9180, section 4).</summary>
internal static class LabeledHkdf
{
    private static ReadOnlySpan<byte> Version => "HPKE-v1"u8;

    /// <summary>Writes the pseudorandom key, 32 bytes.</summary>
    public static void Extract(ReadOnlySpan<byte> suite, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> label, ReadOnlySpan<byte> ikm, Span<byte> prk)
    {
        byte[] labeled = [.. Version, .. suite, .. label, .. ikm];
        HKDF.Extract(HashAlgorithmName.SHA256, labeled, salt, prk);
        CryptographicOperations.ZeroMemory(labeled);
    }

    /// <summary>Fills <paramref name="output"/>, up to 255 · 32 bytes.</summary>
    public static void Expand(ReadOnlySpan<byte> suite, ReadOnlySpan<byte> prk, ReadOnlySpan<byte> label, ReadOnlySpan<byte> info, Span<byte> output)
    {
        Span<byte> length = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)output.Length));
        byte[] labeled = [.. length, .. Version, .. suite, .. label, .. info];
        HKDF.Expand(HashAlgorithmName.SHA256, prk, output, labeled);
        CryptographicOperations.ZeroMemory(labeled);
    }

    /// <summary>The pseudorandom key as a secret.</summary>
    public static SecretBytes ExtractSecret(ReadOnlySpan<byte> suite, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> label, ReadOnlySpan<byte> ikm)
    {
        var secret = SecretBytes.Zeroed(HpkeSuite.SecretSize);
        Extract(suite, salt, label, ikm, secret.Writable);

        return secret;
    }

    /// <summary><paramref name="length"/> bytes as a secret.</summary>
    public static SecretBytes ExpandSecret(ReadOnlySpan<byte> suite, SecretBytes prk, ReadOnlySpan<byte> label, ReadOnlySpan<byte> info, int length)
    {
        var secret = SecretBytes.Zeroed(length);
        Expand(suite, prk.Span, label, info, secret.Writable);

        return secret;
    }
}
