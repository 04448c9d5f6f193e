using System.Security.Cryptography;

using FedGrains.Privacy.SecureAggregation;
using FedGrains.Site.Configuration;

namespace FedGrains.Site.Identity;

/// <summary>The site's P-256 key. It is made here, kept in one file that only the site's user can read, and never leaves.</summary>
internal sealed class SiteKey : IStatementSigner, IDisposable
{
    private readonly ECDsa _key;

    private SiteKey(ECDsa key) => _key = key;

    /// <summary>RFC 5480 SubjectPublicKeyInfo.</summary>
    public byte[] PublicKey => _key.ExportSubjectPublicKeyInfo();

    internal ECDsa Key => _key;

    /// <summary>Opens the key, or makes it. A new key is durable before anybody hears of it: a token spent on a key that a crash then lost would shut the site out.</summary>
    public static SiteKey OpenOrCreate(string path) => File.Exists(path) ? Open(path) : Create(path);

    /// <summary>ECDSA with SHA-256, in IEEE P1363 form.</summary>
    public byte[] Sign(ReadOnlySpan<byte> statement)
    {
        // One ECDsa is not safe for two callers at a time.
        lock (_key) return _key.SignData(statement, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    public void Dispose() => _key.Dispose();

    public override string ToString() => nameof(SiteKey);

    private static SiteKey Create(string path)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var secret = key.ExportPkcs8PrivateKey();

        try
        {
            OwnFile.Write(path, secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }

        return new(key);
    }

    private static SiteKey Open(string path)
    {
        var secret = File.ReadAllBytes(path);
        var key = ECDsa.Create();

        try
        {
            key.ImportPkcs8PrivateKey(secret, out _);

            return new(key);
        }
        catch (CryptographicException e)
        {
            key.Dispose();
            throw new SiteIdentityException($"'{path}' is not the site's key any more. Restore it from a backup, or remove the identity folder and enrol again with a new invitation.", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }
}
