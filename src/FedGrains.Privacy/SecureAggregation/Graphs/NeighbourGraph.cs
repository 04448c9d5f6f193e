using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>Who shares secrets and masks with whom in a batch. Everyone computes it alike from the keys of all.</summary>
public sealed class NeighbourGraph
{
    // Members in the order of the ring.
    private readonly ImmutableArray<int> _ring;
    private readonly Dictionary<int, int> _places;

    private NeighbourGraph(GraphPlan plan, ImmutableArray<int> members, ImmutableArray<int> ring, Sha256Digest coin)
    {
        (Plan, Members, _ring, Coin) = (plan, members, ring, coin);
        _places = Enumerable.Range(0, ring.Length).ToDictionary(place => ring[place]);
    }

    /// <summary>Degree and threshold.</summary>
    public GraphPlan Plan { get; }

    /// <summary>The batch's sites by their index in the roster, ascending.</summary>
    public ImmutableArray<int> Members { get; }

    /// <summary>The coin behind the order of the ring; all zeros in a complete graph, which needs none.</summary>
    internal Sha256Digest Coin { get; }

    /// <summary>The graph of a batch: of a roster's <paramref name="members"/>, ascending, whose keys have the digest <paramref name="setup"/>.</summary>
    public static NeighbourGraph Of(Roster roster, ImmutableArray<int> members, Sha256Digest setup) =>
        Build(roster, members, PlanFor(roster, members.Length).IsComplete ? default : JointCoin.Toss(setup));

    /// <summary>The graph with a coin that was tossed before.</summary>
    internal static NeighbourGraph Build(Roster roster, ImmutableArray<int> members, Sha256Digest coin)
    {
        var plan = PlanFor(roster, members.Length);
        var ring = plan.IsComplete ? members : [.. JointCoin.Permutation(coin, members.Length).Select(i => members[i])];

        return new(plan, members, ring, coin);
    }

    private static GraphPlan PlanFor(Roster roster, int members)
    {
        ArgumentNullException.ThrowIfNull(roster);
        return GraphPlan.For(roster.Sites.Length, members, roster.Terms.Degree, roster.Terms.Threshold);
    }

    /// <summary>Whether a site is in the batch.</summary>
    public bool Contains(int site) => _places.ContainsKey(site);

    /// <summary>Whether two sites are neighbours. Nobody is their own.</summary>
    public bool AreNeighbours(int one, int other)
    {
        if (one == other || !_places.TryGetValue(one, out var from) || !_places.TryGetValue(other, out var to)) return false;

        var apart = Math.Abs(from - to);

        return Plan.IsComplete || Math.Min(apart, _ring.Length - apart) <= Plan.Degree / 2;
    }

    /// <summary>A site's neighbours, ascending.</summary>
    public ImmutableArray<int> Neighbours(int site) => [.. Members.Where(other => AreNeighbours(site, other))];

    /// <summary>Who holds shares of a site's secrets: its neighbours and itself, ascending.</summary>
    public ImmutableArray<int> Holders(int site) => [.. Members.Where(other => other == site || AreNeighbours(site, other))];

    /// <summary>
    /// Whether these sites hold together whoever of them is corrupt: in a complete graph always; in a ring, when any two arcs of
    /// Degree / 2 places that do not overlap hold Threshold of them between them. Otherwise some honest sites might be cut off from the
    /// others, and their sum would be seen by itself.
    /// </summary>
    public bool IsHeldTogetherBy(IReadOnlySet<int> sites)
    {
        ArgumentNullException.ThrowIfNull(sites);
        if (Plan.IsComplete) return true;

        var arc = Plan.Degree / 2;
        var present = ArcCounts(sites, arc);

        for (var i = 0; i < present.Length; i++)
            for (var j = i + arc; j < present.Length && j - i <= present.Length - arc; j++)
                if (present[i] + present[j] < Plan.Threshold) return false;

        return true;
    }

    // How many of the sites stand in the arc that begins at each place.
    private int[] ArcCounts(IReadOnlySet<int> sites, int arc)
    {
        var counts = new int[_ring.Length];

        for (var place = 0; place < counts.Length; place++)
            for (var step = 0; step < arc; step++)
                if (sites.Contains(_ring[(place + step) % counts.Length])) counts[place]++;

        return counts;
    }
}
