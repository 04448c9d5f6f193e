using System.Security.Cryptography.X509Certificates;

namespace FedGrains.Client.Connections;

/// <summary>What a process shows to its peers in a cluster, and whom it believes. The authority is a key of the coordinator's vault: each certificate names the version that signed it.</summary>
public interface IClusterIdentity
{
    /// <summary>The cluster that certificates must be for.</summary>
    string ClusterId { get; }

    /// <summary>The certificate to show now, with its private key. It may be another one at the next call.</summary>
    ValueTask<X509Certificate2> Certificate(CancellationToken cancellationToken = default);

    /// <summary>The public key of a version of the authority, a DER SubjectPublicKeyInfo (P-256); null when that version is not believed.</summary>
    ValueTask<ReadOnlyMemory<byte>?> AuthorityKey(string version, CancellationToken cancellationToken = default);
}
