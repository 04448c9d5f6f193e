using System.Collections.Immutable;

using FedGrains.Core.Identifiers;

namespace FedGrains.Core.Federations;

/// <summary>The roster of secure aggregation that is in force in a federation, as far as runs need to know it.</summary>
/// <param name="Epoch">1 for the first.</param>
/// <param name="Digest">Its digest, by which sites and auditors know it.</param>
/// <param name="Nodes">Who is in it, in the order of the names.</param>
/// <param name="Threshold">How many sites must survive a round, sign its list and release shares.</param>
/// <param name="MinimumCohort">The fewest sites whose sum may be opened.</param>
public sealed record RosterSummary(long Epoch, Digest Digest, ImmutableArray<NodeId> Nodes, int Threshold, int MinimumCohort)
{
    /// <summary>The fewest sites of a round whose sum can be opened.</summary>
    public int LeastSurvivors => Math.Max(Threshold, MinimumCohort);
}
