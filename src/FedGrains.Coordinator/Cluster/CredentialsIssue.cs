using System.Collections.Immutable;
using System.Security.Cryptography;

using FedGrains.Client;
using FedGrains.Client.Connections;

namespace FedGrains.Coordinator.Cluster;

/// <summary>Makes credentials: a new key pair and its certificate, and what is needed to know silos by.</summary>
internal static class CredentialsIssue
{
    public static async Task<ClusterCredentials> Issue(this ClusterAuthority authority, string name, PeerRole role, string serviceId, IEnumerable<string> gateways, TimeSpan life, CancellationToken cancellationToken = default)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = await authority.Issue(name, role, key, life, cancellationToken);

        return new(
            authority.ClusterId,
            serviceId,
            [.. gateways],
            certificate.ExportCertificatePem(),
            key.ExportPkcs8PrivateKeyPem(),
            (await authority.PublicKeys(cancellationToken)).ToImmutableSortedDictionary(StringComparer.Ordinal));
    }
}
