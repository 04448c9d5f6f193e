namespace FedGrains.Privacy.SecureAggregation;

/// <summary>
/// How densely the sites of a batch are joined. Up to 64 sites everybody is everybody's neighbour. Above, the graph is a ring in random
/// order in which each site is joined to the Degree / 2 next on either side, with a degree such that no two arcs of Degree / 2 sites
/// hold Threshold corrupt ones.
/// </summary>
/// <remarks>
/// Bell et al. bound the neighbourhoods of single sites against drop-outs that happen by chance. Here the coordinator may choose who
/// drops out, after it has seen the graph. What is left of such a ring falls apart only when two arcs of Degree / 2 sites are gone or
/// corrupt to the last one; so the bound counts all pairs of arcs, and <see cref="NeighbourGraph.IsHeldTogetherBy"/> asks for Threshold
/// survivors in each. A site's neighbourhood is such a pair, so its shares are safe and at hand by the same bound.
/// </remarks>
/// <param name="Degree">Neighbours of a site.</param>
/// <param name="Threshold">Shares that open a secret.</param>
/// <param name="IsComplete">Whether everybody is everybody's neighbour.</param>
public readonly record struct GraphPlan(int Degree, int Threshold, bool IsComplete)
{
    /// <summary>The most sites for which the graph is always complete, 64.</summary>
    public const int LargestComplete = 64;

    /// <summary>The share of sites that may drop out by chance without harm, one in ten.</summary>
    public const int DropOutDivisor = 10;

    /// <summary>The most corrupt sites that a roster is safe against: fewer than a third.</summary>
    public static int MaximumCorrupt(int sites) => (sites + 2) / 3 - 1;

    /// <summary>The plan for a batch of some of a roster's sites.</summary>
    /// <param name="roster">Sites of the roster.</param>
    /// <param name="members">Sites of the batch. All that are corrupt may be among them.</param>
    /// <param name="leastDegree">The roster's degree, which a batch may not go below.</param>
    /// <param name="signatures">The roster's threshold, which opens secrets in a complete graph.</param>
    public static GraphPlan For(int roster, int members, int leastDegree, int signatures)
    {
        if (members <= LargestComplete || Sparse(roster, members) is not { } minimal) return Complete(members, signatures);

        var degree = Math.Max(minimal.Degree, leastDegree);

        return degree <= members - 2 && DegreeBounds.SafeThreshold(members, Corrupt(roster, members), degree, Pairs(members)) is { } threshold
            ? new(degree, threshold, false)
            : Complete(members, signatures);
    }

    /// <summary>The smallest degree for a full roster; everybody else for up to 64 sites.</summary>
    public static int LeastDegree(int roster) =>
        roster > LargestComplete && Sparse(roster, roster) is { } minimal ? Math.Min(minimal.Degree, roster - 1) : roster - 1;

    private static DegreeAndThreshold? Sparse(int roster, int members) =>
        DegreeBounds.Minimal(members, Corrupt(roster, members), members / DropOutDivisor, Pairs(members), step: 2);

    private static int Corrupt(int roster, int members) => Math.Min(MaximumCorrupt(roster), members);

    private static long Pairs(int members) => (long)members * (members - 1) / 2;

    private static GraphPlan Complete(int members, int signatures) => new(members - 1, signatures, true);
}
