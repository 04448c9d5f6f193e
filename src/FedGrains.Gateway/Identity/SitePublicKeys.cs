using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace FedGrains.Gateway.Identity;

/// <summary>Public keys, imported once. There are as many as enrolled nodes.</summary>
internal sealed class SitePublicKeys
{
    // P-256 (RFC 5480, section 2.1.1.1). Other curves have keys of 256 bits too.
    private const string P256 = "1.2.840.10045.3.1.7";

    private readonly ConcurrentDictionary<string, ECDsa> _keys = new(StringComparer.Ordinal);

    public ECDsa Get(string publicKey) => _keys.GetOrAdd(publicKey, text => Import(Convert.FromBase64String(text)) ?? throw new CryptographicException("An enrolled key cannot be read."));

    /// <summary>Reads a P-256 SubjectPublicKeyInfo; null for anything else.</summary>
    public static ECDsa? Import(byte[] publicKey)
    {
        var key = ECDsa.Create();

        try
        {
            key.ImportSubjectPublicKeyInfo(publicKey, out var read);

            if (read == publicKey.Length && key.ExportParameters(includePrivateParameters: false).Curve is { IsNamed: true, Oid.Value: P256 }) return key;
        }
        catch (CryptographicException)
        {
            // Not a key: the caller says so in its own words.
        }

        key.Dispose();
        return null;
    }
}
