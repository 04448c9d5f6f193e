using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FedGrains.Client.Connections;

/// <summary>
/// A certificate of a cluster: its subject's OU is the role and its CN the name; its issuer's O is the cluster and its CN the version of the
/// authority. The authority is a pinned key and there is no chain: the signature over the certificate (RFC 5280, section 4.1.1.3) is verified with it.
/// </summary>
public static class PeerCertificate
{
    private const string CommonName = "2.5.4.3";
    private const string Organization = "2.5.4.10";
    private const string OrganizationalUnit = "2.5.4.11";

    /// <summary>The subject of a certificate.</summary>
    public static X500DistinguishedName Subject(string name, PeerRole role)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddOrganizationalUnitName(role.ToString());
        builder.AddCommonName(name);

        return builder.Build();
    }

    /// <summary>The issuer of a certificate.</summary>
    public static X500DistinguishedName Issuer(string clusterId, string version)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddOrganizationName(clusterId);
        builder.AddCommonName(version);

        return builder.Build();
    }

    /// <summary>The version of the authority that a certificate says signed it; null when it names none.</summary>
    public static string? Version(X509Certificate2 certificate) => Part(certificate.IssuerName, CommonName);

    /// <summary>The name in a certificate; null when there is none.</summary>
    public static string? Name(X509Certificate2 certificate) => Part(certificate.SubjectName, CommonName);

    /// <summary>Throws a <see cref="PeerRefusedException"/> unless the authority that this identity believes gave the certificate, for this cluster, for one of these roles, and for now.</summary>
    public static async Task Verify(X509Certificate2? certificate, IClusterIdentity identity, IReadOnlyCollection<PeerRole> accepted, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        if (certificate is null) throw new PeerRefusedException("it showed no certificate.");

        if (now < certificate.NotBefore.ToUniversalTime() || now > certificate.NotAfter.ToUniversalTime())
            throw new PeerRefusedException($"its certificate is good from {certificate.NotBefore.ToUniversalTime():u} to {certificate.NotAfter.ToUniversalTime():u}. Look at the clocks, or have it issued again.");

        if (Part(certificate.IssuerName, Organization) is var cluster && cluster != identity.ClusterId) throw new PeerRefusedException($"its certificate is for cluster '{cluster}', and this is '{identity.ClusterId}'.");

        var version = Version(certificate);
        if (version is null || await identity.AuthorityKey(version, cancellationToken) is not { } key) throw new PeerRefusedException($"its certificate was signed by '{version}', which is not believed here.");

        if (!IsSignedBy(certificate, key.Span)) throw new PeerRefusedException($"its certificate was not signed by '{version}'.");

        if (!Enum.TryParse<PeerRole>(Part(certificate.SubjectName, OrganizationalUnit), out var role) || !accepted.Contains(role))
            throw new PeerRefusedException($"'{Name(certificate)}' is {Part(certificate.SubjectName, OrganizationalUnit) ?? "nothing"} by its certificate, and {string.Join(" or ", accepted)} is asked for.");
    }

    private static bool IsSignedBy(X509Certificate2 certificate, ReadOnlySpan<byte> publicKey)
    {
        try
        {
            var parts = new AsnReader(certificate.RawDataMemory, AsnEncodingRules.DER).ReadSequence();
            var signed = parts.ReadEncodedValue();
            parts.ReadEncodedValue();
            var signature = parts.ReadBitString(out _);
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(publicKey, out _);

            return key.VerifyData(signed.Span, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            return false;
        }
    }

    private static string? Part(X500DistinguishedName name, string type) => name.EnumerateRelativeDistinguishedNames()
        .Where(p => !p.HasMultipleElements && p.GetSingleElementType().Value == type).Select(p => p.GetSingleElementValue()).FirstOrDefault();
}
