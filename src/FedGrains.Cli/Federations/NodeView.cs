using System.Collections.Immutable;

using FedGrains.Contracts.Federations;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Nodes;

namespace FedGrains.Cli.Federations;

/// <summary>A node as <c>--json</c> prints it.</summary>
internal sealed record NodeView(
    NodeId Node,
    NodePhase Phase,
    DateTimeOffset? InvitationExpires,
    DateTimeOffset? EnrolledAt,
    string? PublicKey,
    bool Connected,
    DateTimeOffset? LastSeen,
    string? Software,
    int Working,
    ImmutableArray<DatasetSummary> Datasets)
{
    public static NodeView Of(NodeStatus status) => new(
        status.Node.Key.Node,
        status.Node.Phase,
        status.Node.Phase is NodePhase.Invited ? status.Node.Invitation?.Expires : null,
        status.Node.EnrolledAt,
        status.Node.PublicKey,
        status.Connected,
        status.LastSeen,
        status.Software,
        status.Working,
        status.Node.Datasets);
}
