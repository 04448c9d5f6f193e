using System.Collections.Immutable;

using FedGrains.Core.Identifiers;

namespace FedGrains.Core.Rounds;

/// <summary>Whom the setup of masks waits for.</summary>
/// <param name="Mandatory">Nodes without which no round of it would be checkpointed.</param>
/// <param name="Quorum">How many nodes a round's result needs.</param>
/// <param name="Patience">How long it waits for the others once rounds wait for it.</param>
public sealed record SetupNeeds(ImmutableArray<NodeId> Mandatory, int Quorum, TimeSpan Patience)
{
    /// <summary>What the setup for rounds of this plan needs.</summary>
    public static SetupNeeds Of(RoundPlan plan) => new([.. plan.Cohort.Where(m => m.Mandatory).Select(m => m.Node)], plan.Quorum, plan.Lease);

    /// <summary>Whether a step goes on with those who have answered: when nobody is awaited; or when rounds wait, patience is over, and they can do with those who are there.</summary>
    /// <param name="awaited">Nodes of the cohort that have not answered.</param>
    /// <param name="answered">Nodes of the cohort that have.</param>
    /// <param name="isUrgent">Whether rounds wait for it, or soon will.</param>
    /// <param name="waited">For how long the step has lasted.</param>
    public bool GoesOn(IReadOnlyCollection<NodeId> awaited, IReadOnlyCollection<NodeId> answered, bool isUrgent, TimeSpan waited) =>
        Suffices(answered) && (awaited.Count == 0 || (isUrgent && waited > Patience));

    /// <summary>Whether a round among these nodes can come to a result.</summary>
    public bool Suffices(IReadOnlyCollection<NodeId> nodes) => nodes.Count >= Quorum && Mandatory.All(nodes.Contains);
}
