using FedGrains.Contracts.Federations;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Nodes;

namespace FedGrains.Contracts.Nodes;

/// <summary>A node of a federation. The key is <c>{federation}/{node}</c>.</summary>
[GrainInterfaceType("fedgrains.node")]
public interface INodeGrain : IGrainWithStringKey
{
    /// <summary>The node and its liveness, or null when it was never invited.</summary>
    [Alias("describe")]
    Task<NodeStatus?> Describe();

    /// <summary>Keeps an invitation made by the federation.</summary>
    [Alias("invite")]
    Task<InviteOutcome> Invite(Invitation invitation);

    /// <summary>Spends a token and enrols a public key (base64 SubjectPublicKeyInfo, P-256), whose possession the caller has verified.</summary>
    [Alias("enrol")]
    Task<EnrolOutcome> Enrol(Digest token, string publicKey);

    /// <summary>Shuts the node out for good.</summary>
    [Alias("revoke")]
    Task Revoke();

    /// <summary>Records a dataset that the site registered. Safe to repeat.</summary>
    [Alias("register-dataset")]
    Task RegisterDataset(DatasetSummary dataset);
}
