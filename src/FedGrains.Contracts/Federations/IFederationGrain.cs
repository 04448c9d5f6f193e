using System.Collections.Immutable;

using FedGrains.Contracts.Masking;
using FedGrains.Core.Federations;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Runs;

namespace FedGrains.Contracts.Federations;

/// <summary>A federation: its nodes and its runs. The key is the federation's name.</summary>
[GrainInterfaceType("fedgrains.federation")]
public interface IFederationGrain : IGrainWithStringKey
{
    /// <summary>Creates the federation. Safe to repeat: one that exists is answered as it is.</summary>
    [Alias("create")]
    Task<Federation> Create(string title);

    /// <summary>The federation, or null when it was never created.</summary>
    [Alias("describe")]
    Task<Federation?> Describe();

    /// <summary>Invites a node, or invites one again that has not enrolled; the token before stops working. Throws <see cref="FederationNotFoundException"/>.</summary>
    [Alias("invite")]
    Task<InvitationIssued> Invite(NodeId node, TimeSpan lifetime);

    /// <summary>Its nodes, in the order of their names.</summary>
    [Alias("nodes")]
    Task<ImmutableArray<NodeStatus>> Nodes();

    /// <summary>Starts a run. Safe to repeat with the same configuration. Throws <see cref="FederationNotFoundException"/>.</summary>
    [Alias("start-run")]
    Task<RunStarted> StartRun(RunId run, RunConfiguration configuration);

    /// <summary>
    /// Proposes a roster of secure aggregation to its sites: of these nodes, or of every enrolled one when none is named. Safe to repeat. Throws
    /// <see cref="FederationNotFoundException"/>.
    /// </summary>
    [Alias("propose-roster")]
    Task<RosterProposed> ProposeRoster(ImmutableArray<NodeId> nodes, int minimumCohort);
}
