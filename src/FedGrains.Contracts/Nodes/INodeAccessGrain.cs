using Orleans.Concurrency;

namespace FedGrains.Contracts.Nodes;

/// <summary>The gate of a node: its key, and the assertions it has used. The key is <c>{federation}/{node}</c>.</summary>
[GrainInterfaceType("fedgrains.node-access")]
public interface INodeAccessGrain : IGrainWithStringKey
{
    /// <summary>The enrolled public key (base64 SubjectPublicKeyInfo), or null when the node may not call.</summary>
    [Alias("public-key")]
    [AlwaysInterleave]
    Task<string?> PublicKey();

    /// <summary>
    /// Uses an assertion up. False when it was used before, or was issued before this gate came up by the site's own clock, as far ahead as that
    /// has ever been, since it might have been used at the gate before: a site simply signs a new one.
    /// </summary>
    [Alias("use")]
    Task<bool> Use(string assertionId, DateTimeOffset issuedAt, DateTimeOffset expiresAt);
}
