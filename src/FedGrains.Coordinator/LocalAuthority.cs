using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

using FedGrains.Azure.Sealing;
using FedGrains.Privacy.Secrets;

namespace FedGrains.Coordinator;

/// <summary>
/// A certificate authority of the coordinator's own, made on first start and kept in its data folder. Sites pin it: it comes
/// with their invitation. Its key signs the gateway's certificate and nothing else. Gateways that share storage share one.
/// </summary>
internal sealed class LocalAuthority(string folder, TimeProvider clock, SharedSecret? shared = null)
{
    private const int AuthorityYears = 10;
    private const int ServerDays = 397;

    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    public string CertificatePath { get; } = Path.GetFullPath(Path.Combine(folder, "ca.pem"));

    private bool _isShared;

    private string KeyPath => Path.Combine(folder, "ca.key");

    /// <summary>A certificate for the gateway under these names, renewed when it runs out or the names change. Throws an <see cref="AuthorityExpiredException"/> when the authority has run out.</summary>
    /// <param name="names">Host names and addresses.</param>
    /// <param name="authorityEnds">When the authority runs out.</param>
    public X509Certificate2 ServerCertificate(IReadOnlyCollection<string> names, out DateTimeOffset authorityEnds)
    {
        PrivateFiles.CreateFolder(folder);
        using var authority = Authority();
        authorityEnds = Expires(authority);

        if (clock.GetUtcNow() >= authorityEnds) throw new AuthorityExpiredException(CertificatePath, authorityEnds);

        var (certificate, key) = (Path.Combine(folder, "gateway.pem"), Path.Combine(folder, "gateway.key"));

        if (!IsGood(certificate, key, authority, names)) Issue(authority, names, certificate, key);

        // Through PKCS#12, because a server on Windows cannot use a key that exists in memory alone.
        using var pem = X509Certificate2.CreateFromPemFile(certificate, key);
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }

    private X509Certificate2 Authority()
    {
        if (!File.Exists(CertificatePath)) Create();
        if (shared is not null && !_isShared) Share(shared);

        return X509Certificate2.CreateFromPemFile(CertificatePath, KeyPath);
    }

    private void Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=FedGrains coordinator authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));

        var now = clock.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddYears(AuthorityYears));

        PrivateFiles.Write(KeyPath, key.ExportPkcs8PrivateKeyPem());
        PrivateFiles.Write(CertificatePath, certificate.ExportCertificatePem());
    }

    // Before anything runs: nobody is held up.
    private void Share(SharedSecret secret)
    {
        using var own = SecretBytes.CopyOf(Encoding.ASCII.GetBytes(File.ReadAllText(KeyPath) + "\n" + File.ReadAllText(CertificatePath)));
        using var common = Task.Run(() => secret.GetOrAdd(own)).GetAwaiter().GetResult();

        if (!own.FixedTimeEquals(common))
        {
            using var authority = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(common.Span), Encoding.ASCII.GetString(common.Span));
            using var key = authority.GetECDsaPrivateKey()!;
            PrivateFiles.Write(KeyPath, key.ExportPkcs8PrivateKeyPem());
            PrivateFiles.Write(CertificatePath, authority.ExportCertificatePem());
        }

        _isShared = true;
    }

    private void Issue(X509Certificate2 authority, IReadOnlyCollection<string> names, string certificatePath, string keyPath)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=FedGrains gateway", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        request.CertificateExtensions.Add(SubjectNames(names));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));

        var now = clock.GetUtcNow();
        // An authority vouches for nobody beyond its own end.
        var until = now.AddDays(ServerDays) < Expires(authority) ? now.AddDays(ServerDays) : Expires(authority);
        using var certificate = request.Create(authority, now.AddHours(-1), until, RandomNumberGenerator.GetBytes(16));

        PrivateFiles.Write(keyPath, key.ExportPkcs8PrivateKeyPem());
        PrivateFiles.Write(certificatePath, certificate.ExportCertificatePem());
    }

    private bool IsGood(string certificatePath, string keyPath, X509Certificate2 authority, IReadOnlyCollection<string> names)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);

            return LastsAsLongAsItCan(certificate, authority) && names.All(n => certificate.MatchesHostname(n)) && IsIssuedBy(authority, certificate);
        }
        catch (Exception exception) when (exception is IOException or CryptographicException or ArgumentException)
        {
            // Not there, or a crash between the two files has left a certificate and another one's key.
            return false;
        }
    }

    private bool LastsAsLongAsItCan(X509Certificate2 certificate, X509Certificate2 authority) =>
        Expires(certificate) - RenewBefore > clock.GetUtcNow() || Expires(certificate) >= Expires(authority);

    private static DateTimeOffset Expires(X509Certificate2 certificate) => new(certificate.NotAfter.ToUniversalTime());

    private static bool IsIssuedBy(X509Certificate2 authority, X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;

        return chain.Build(certificate);
    }

    private static X509Extension SubjectNames(IEnumerable<string> names)
    {
        var builder = new SubjectAlternativeNameBuilder();

        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address)) builder.AddIpAddress(address);
            else builder.AddDnsName(name);
        }

        return builder.Build();
    }
}
