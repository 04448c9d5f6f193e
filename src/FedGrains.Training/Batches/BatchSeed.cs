using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;

namespace FedGrains.Training.Batches;

/// <summary>Where a node's random choices in a run come from: the run's seed and the node's name.</summary>
public readonly record struct BatchSeed(ulong Seed, NodeId Node)
{
    /// <summary>The order of <paramref name="records"/> records in <paramref name="epoch"/>, counted from 0 over the whole run.</summary>
    public int[] Order(long epoch, int records) => SeededRandom.For(Seed, $"{Node}/epoch/{epoch}").Permutation(records);

    /// <summary>The seed of the dropout masks of <paramref name="round"/>.</summary>
    public ulong Dropout(int round) => SeededRandom.For(Seed, $"{Node}/dropout/{round}").Next();
}
