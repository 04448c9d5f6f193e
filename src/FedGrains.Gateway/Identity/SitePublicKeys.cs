using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace FedGrains.Gateway.Identity;

/// <summary>Public keys, imported once. There are as many as enrolled nodes.</summary>
internal sealed class SitePublicKeys
{
    private const int KeySizeBits = 256;

    private readonly ConcurrentDictionary<string, ECDsa> _keys = new(StringComparer.Ordinal);

    public ECDsa Get(string publicKey) => _keys.GetOrAdd(publicKey, text => Import(Convert.FromBase64String(text)) ?? throw new CryptographicException("An enrolled key cannot be read."));

    /// <summary>Reads a P-256 SubjectPublicKeyInfo; null for anything else.</summary>
    public static ECDsa? Import(byte[] publicKey)
    {
        var key = ECDsa.Create();

        try
        {
            key.ImportSubjectPublicKeyInfo(publicKey, out var read);

            if (read == publicKey.Length && key.KeySize == KeySizeBits) return key;
        }
        catch (CryptographicException)
        {
            // Not a key: the caller says so in its own words.
        }

        key.Dispose();
        return null;
    }
}
