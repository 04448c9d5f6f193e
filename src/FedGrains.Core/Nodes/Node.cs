using System.Collections.Immutable;

using FedGrains.Core.Identifiers;

namespace FedGrains.Core.Nodes;

/// <summary>An institution's place in a federation: its invitation, its key, its datasets.</summary>
/// <param name="Key">The federation and the node's name in it.</param>
/// <param name="Phase">Where the node stands.</param>
/// <param name="Invitation">The open or spent invitation.</param>
/// <param name="PublicKey">The enrolled P-256 key, base64 of its SubjectPublicKeyInfo; null before enrolment.</param>
/// <param name="EnrolledAt">When the key was enrolled.</param>
/// <param name="Datasets">The datasets the node registered, by name.</param>
public sealed record Node(
    NodeKey Key,
    NodePhase Phase,
    Invitation? Invitation,
    string? PublicKey,
    DateTimeOffset? EnrolledAt,
    ImmutableArray<DatasetSummary> Datasets)
{
    /// <summary>A node that was invited.</summary>
    public static Node Invited(NodeKey key, Invitation invitation) => new(key, NodePhase.Invited, invitation, null, null, []);

    /// <summary>Replaces the invitation of a node that has not enrolled, for a token that was lost or expired.</summary>
    public (Node Next, InviteOutcome Outcome) InviteAgain(Invitation invitation) => Phase switch
    {
        NodePhase.Invited => (this with { Invitation = invitation }, InviteOutcome.Invited),
        NodePhase.Enrolled => (this, InviteOutcome.AlreadyEnrolled),
        NodePhase.Revoked => (this, InviteOutcome.Revoked),
    };

    /// <summary>Spends the invitation's token and enrols <paramref name="publicKey"/>. Safe to repeat with the same token and key, for a site whose answer was lost.</summary>
    public (Node Next, EnrolOutcome Outcome) Enrol(Digest token, string publicKey, DateTimeOffset now) => this switch
    {
        { Phase: NodePhase.Revoked } => (this, EnrolOutcome.Revoked),
        { Invitation: null } => (this, EnrolOutcome.WrongToken),
        { Invitation.Token: var expected } when expected != token => (this, EnrolOutcome.WrongToken),
        { Phase: NodePhase.Enrolled } => (this, PublicKey == publicKey ? EnrolOutcome.AlreadyEnrolled : EnrolOutcome.TokenSpent),
        { Invitation.Expires: var expires } when now >= expires => (this, EnrolOutcome.TokenExpired),
        _ => (this with { Phase = NodePhase.Enrolled, PublicKey = publicKey, EnrolledAt = now }, EnrolOutcome.Enrolled),
    };

    /// <summary>Records a dataset; one of the same name is replaced.</summary>
    public Node Register(DatasetSummary dataset) => Dataset(dataset.Name) is { } known && known.Equals(dataset)
        ? this
        : this with { Datasets = [.. Datasets.Where(d => d.Name != dataset.Name).Append(dataset).OrderBy(d => d.Name.Value, StringComparer.Ordinal)] };

    /// <summary>Shuts the node out for good: its key opens nothing any more.</summary>
    public Node Revoke() => this with { Phase = NodePhase.Revoked };

    /// <summary>The dataset of that name, or null.</summary>
    public DatasetSummary? Dataset(DatasetName name) => Datasets.FirstOrDefault(d => d.Name == name);
}
