using System.Collections.Immutable;

using FedGrains.Contracts.Masking;
using FedGrains.Core.Identifiers;

namespace FedGrains.Cli.Federations;

/// <summary>A roster at the coordinator as <c>--json</c> prints it.</summary>
internal sealed record FederationRosterView(
    long Epoch,
    Digest Digest,
    Digest? Previous,
    bool InForce,
    int Threshold,
    int MinimumCohort,
    Digest CoordinatorKey,
    ImmutableArray<RosterKey> Sites,
    ImmutableArray<NodeId> Signers,
    ImmutableArray<NodeId> SignedBy,
    ImmutableArray<NodeId> NotSignedBy,
    int SignaturesNeeded)
{
    public static FederationRosterView Of(RosterDescription roster) => new(
        roster.Roster.Epoch,
        roster.Roster.Digest,
        roster.Previous,
        roster.IsInForce,
        roster.Roster.Threshold,
        roster.Roster.MinimumCohort,
        roster.CoordinatorKey,
        roster.Sites,
        roster.Signers,
        roster.SignedBy,
        [.. roster.Signers.Except(roster.SignedBy)],
        roster.Needed);
}
