using System.Collections.Immutable;

using CsCheck;

using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Privacy.Tests.SecureAggregation.Graphs;

public sealed class NeighbourGraphTests
{
    private static readonly Roster s_hundred = Rosters.RosterSamples.Of(100);

    [Fact]
    public void Sparse_EverySite_HasAsManyNeighboursAsTheDegreeAndIsTheirs()
    {
        var graph = Graph("a");

        Assert.False(graph.Plan.IsComplete);
        Assert.All(graph.Members, site =>
        {
            Assert.Equal(graph.Plan.Degree, graph.Neighbours(site).Length);
            Assert.All(graph.Neighbours(site), other => Assert.True(graph.AreNeighbours(other, site)));
            Assert.Equal(graph.Neighbours(site).Append(site).Order(), graph.Holders(site));
            Assert.False(graph.AreNeighbours(site, site));
        });
    }

    [Fact]
    public void Sparse_SameKeysSameGraph_OtherKeysOtherGraph()
    {
        Assert.Equal(Graph("a").Neighbours(7), Graph("a").Neighbours(7));
        Assert.NotEqual(Graph("a").Neighbours(7), Graph("b").Neighbours(7));
    }

    [Fact]
    public void Complete_UpTo64_EverybodyIsEverybodysNeighbour()
    {
        var graph = NeighbourGraph.Of(Rosters.RosterSamples.Of(64), [.. Enumerable.Range(0, 64)], Sha256Digest.Of("keys"u8));

        Assert.All(graph.Members, site => Assert.Equal(63, graph.Neighbours(site).Length));
        Assert.True(graph.IsHeldTogetherBy(new HashSet<int> { 1, 2, 3 }));
        Assert.False(graph.Contains(64));
        Assert.False(graph.AreNeighbours(1, 64));
    }

    // What the threshold of survivors in every two arcs is for: however many drop out wherever, and whichever sites are corrupt as long
    // as no two arcs hold a threshold of them, the honest survivors hang together, so none of them is summed apart.
    [Fact]
    public void HeldTogether_WithoutTheCorrupt_TheHonestAreConnected()
    {
        var graph = Graph("a");
        var (held, apart) = (0, 0);

        Gen.Select(Gen.Int[0, 40], Gen.Int[0, 33], Gen.Int[0, 99], Gen.Int[0, 1_000_000]).Sample((dropped, corrupt, from, seed) =>
        {
            // Drop-outs side by side on the ring, where they hurt most; corrupt sites anywhere.
            var ring = Ring(graph);
            var gone = Enumerable.Range(0, dropped).Select(i => ring[(from + (i < dropped / 2 ? i : i + 50)) % 100]).ToHashSet();
            var survivors = graph.Members.Where(m => !gone.Contains(m)).ToHashSet();
            var bad = new Random(seed).GetItems(ring, corrupt).ToHashSet();
            if (!graph.IsHeldTogetherBy(survivors))
            {
                Interlocked.Increment(ref apart);
                return;
            }

            // All arcs' counts of the corrupt below the threshold: the event that the bound makes all but certain.
            if (AnyTwoArcsHold(ring, bad, graph.Plan)) return;

            Interlocked.Increment(ref held);
            Assert.True(IsConnected(graph, [.. survivors.Except(bad)]));
        }, iter: 400);

        Assert.True(held > 20 && apart > 20, $"{held} held together, {apart} did not.");
    }

    [Fact]
    public void HeldTogether_SiteWithoutItsNeighbours_DoesNot()
    {
        var graph = Graph("a");
        var survivors = graph.Members.Except(graph.Neighbours(5).Take(graph.Plan.Degree - graph.Plan.Threshold + 1)).ToHashSet();

        Assert.False(graph.IsHeldTogetherBy(survivors));
        Assert.True(graph.IsHeldTogetherBy(graph.Members.ToHashSet()));
    }

    [Fact]
    public void Permutation_EveryPlace_IsUniform()
    {
        const int Count = 5, Trials = 5000;
        var counts = new int[Count, Count];

        for (var trial = 0; trial < Trials; trial++)
        {
            var order = JointCoin.Permutation(Sha256Digest.Of(BitConverter.GetBytes(trial)), Count);
            for (var i = 0; i < Count; i++) counts[i, order[i]]++;
        }

        var expected = (double)Trials / Count;

        // Five tables of four degrees of freedom, one each: the 99.999 % quantile is 29.
        for (var i = 0; i < Count; i++) Assert.True(Enumerable.Range(0, Count).Sum(j => Math.Pow(counts[i, j] - expected, 2) / expected) < 29);
    }

    // PBKDF2-HMAC-SHA256 of 32 zero bytes, salt "FG-SecAgg/1 graph coin", 131 072 iterations, computed with Python's hashlib.
    [Fact]
    public void Toss_IsPbkdf2() => Assert.Equal("d116689b9cda2f358f80d455dc208f29fe0aa94252e149b6e9e18c12703e8ca8", JointCoin.Toss(default).ToString());

    private static NeighbourGraph Graph(string keys) => NeighbourGraph.Of(s_hundred, [.. Enumerable.Range(0, 100)], Sha256Digest.Of(System.Text.Encoding.UTF8.GetBytes(keys)));

    private static int[] Ring(NeighbourGraph graph) => [.. JointCoin.Permutation(graph.Coin, graph.Members.Length).Select(i => graph.Members[i])];

    private static bool AnyTwoArcsHold(int[] ring, HashSet<int> bad, GraphPlan plan)
    {
        var arc = plan.Degree / 2;
        var counts = Enumerable.Range(0, ring.Length).Select(i => Enumerable.Range(i, arc).Count(j => bad.Contains(ring[j % ring.Length]))).ToArray();

        return Enumerable.Range(0, ring.Length).Any(i => Enumerable.Range(i + arc, Math.Max(0, ring.Length - (2 * arc) + 1)).Any(j => j < ring.Length && counts[i] + counts[j] >= plan.Threshold));
    }

    private static bool IsConnected(NeighbourGraph graph, ImmutableArray<int> sites)
    {
        var (seen, next) = (new HashSet<int> { sites[0] }, new Queue<int>([sites[0]]));

        while (next.TryDequeue(out var site))
            foreach (var other in sites.Where(o => graph.AreNeighbours(site, o) && seen.Add(o))) next.Enqueue(other);

        return seen.Count == sites.Length;
    }
}
