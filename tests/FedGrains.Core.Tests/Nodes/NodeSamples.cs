using System.Collections.Immutable;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Nodes;
using FedGrains.Core.Tests.Runs;

namespace FedGrains.Core.Tests.Nodes;

internal static class NodeSamples
{
    public static NodeKey Key { get; } = NodeKey.Parse("heart/leeds");

    public static Invitation Open { get; } = new(Digest.Of("token"u8), RunSamples.Now.AddDays(7));

    public static DatasetSummary Dataset(long training = 100, string name = "heart-disease") => new(
        new(name),
        150,
        training,
        50,
        ["age", "sex", "chol"],
        "disease",
        "5f2b",
        ImmutableSortedDictionary<string, long>.Empty.Add("0", 90).Add("1", 60));
}
