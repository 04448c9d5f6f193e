using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using FedGrains.Client.Connections;
using FedGrains.Privacy.Keys;

namespace FedGrains.Coordinator.Cluster;

/// <summary>Issues the certificates of a cluster's processes. The authority is a key of the vault: who may sign with it is a process of the cluster, and nothing is handed out to become one.</summary>
internal sealed class ClusterAuthority(IKeyVault vault, string clusterId, TimeProvider clock)
{
    /// <summary>The vault's key.</summary>
    public const string Key = "fedgrains-cluster";

    private const int SerialBytes = 16;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    // Clocks differ a little.
    private static readonly TimeSpan s_early = TimeSpan.FromMinutes(5);

    public string ClusterId => clusterId;

    /// <summary>Issues a certificate for a key pair, and returns it with the private key.</summary>
    public async Task<X509Certificate2> Issue(string name, PeerRole role, ECDsa key, TimeSpan life, CancellationToken cancellationToken = default)
    {
        var serial = RandomNumberGenerator.GetBytes(SerialBytes);
        serial[0] &= 0x7f;
        var now = clock.GetUtcNow();

        for (; ; )
        {
            var version = await vault.Latest(Key, cancellationToken) ?? await vault.Rotate(Key, cancellationToken);
            var generator = new TwoPassSignature();
            var request = Request(name, role, key);
            var issuer = PeerCertificate.Issuer(clusterId, version.ToString());
            using var unsigned = request.Create(issuer, generator, now - s_early, now + life, serial);

            var signature = await vault.Sign(Key, generator.Data, cancellationToken);
            // It was rotated meanwhile.
            if (signature.Key != version) continue;

            generator.Signature = signature.Bytes;
            using var signed = request.Create(issuer, generator, now - s_early, now + life, serial);
            using var withKey = signed.CopyWithPrivateKey(key);

            // Through PKCS#12, because TLS on Windows cannot use a key that exists in memory alone.
            return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
        }
    }

    /// <summary>The public key of a version; null when it is none of the authority's, or disabled.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> PublicKey(string version, CancellationToken cancellationToken = default)
    {
        try
        {
            var id = KeyId.Parse(version);

            if (id.Name != Key || !(await vault.Versions(Key, cancellationToken)).Contains(new(id, IsEnabled: true))) return null;

            return await vault.PublicKey(id, cancellationToken);
        }
        catch (Exception e) when (e is FormatException or KeyVaultException)
        {
            return null;
        }
    }

    /// <summary>The public keys of all versions that are believed.</summary>
    public async Task<IReadOnlyDictionary<string, byte[]>> PublicKeys(CancellationToken cancellationToken = default)
    {
        var keys = new Dictionary<string, byte[]>(StringComparer.Ordinal);

        foreach (var version in (await vault.Versions(Key, cancellationToken)).Where(v => v.IsEnabled)) keys[version.Key.ToString()] = (await vault.PublicKey(version.Key, cancellationToken)).ToArray();

        return keys;
    }

    private static CertificateRequest Request(string name, PeerRole role, ECDsa key) => new(PeerCertificate.Subject(name, role), key, HashAlgorithmName.SHA256)
    {
        CertificateExtensions =
        {
            new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true),
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true),
            // A silo is both ends of a connection.
            new X509EnhancedKeyUsageExtension(role is PeerRole.Silo ? [new(ServerAuthentication), new(ClientAuthentication)] : [new(ClientAuthentication)], critical: true),
        },
    };
}
