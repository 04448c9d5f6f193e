using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FedGrains.Client.Connections;

/// <summary>The identity in a file of credentials. The file is read at each connection, so that one that was renewed is used without a restart.</summary>
public sealed class CredentialsIdentity : IClusterIdentity
{
    private readonly string _path;

    /// <summary>The identity in the file at <paramref name="path"/>. Throws a <see cref="FormatException"/> when there are none.</summary>
    public CredentialsIdentity(string path)
    {
        _path = Path.GetFullPath(path);
        ClusterId = Load().ClusterId;
    }

    /// <inheritdoc/>
    public string ClusterId { get; }

    /// <inheritdoc/>
    public ValueTask<X509Certificate2> Certificate(CancellationToken cancellationToken = default)
    {
        var credentials = Load();
        using var pem = X509Certificate2.CreateFromPem(credentials.Certificate, credentials.PrivateKey);

        // Through PKCS#12, because TLS on Windows cannot use a key that exists in memory alone.
        return new(X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null));
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> AuthorityKey(string version, CancellationToken cancellationToken = default) =>
        new(Load().AuthorityKeys.TryGetValue(version, out var key) ? key : (ReadOnlyMemory<byte>?)null);

    private ClusterCredentials Load()
    {
        var credentials = ClusterCredentials.Read(_path);

        try
        {
            using var _ = X509Certificate2.CreateFromPem(credentials.Certificate, credentials.PrivateKey);
            return credentials;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new FormatException($"'{_path}': the certificate and the private key in it do not go together. Issue them again with: fedgrains coordinator credentials --name NAME --out {_path}", e);
        }
    }
}
