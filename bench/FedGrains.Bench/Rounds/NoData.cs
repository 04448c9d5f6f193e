using System.Collections.Immutable;
using System.Globalization;

using FedGrains.Core.Nodes;
using FedGrains.Site.Datasets;

namespace FedGrains.Bench.Rounds;

/// <summary>A dataset in name only, as wide as the model's input.</summary>
internal sealed class NoData(int features) : ISiteDatasets
{
    public const string Name = "none";

    private readonly DatasetSummary _summary = new(
        new(Name),
        Rows: 2,
        TrainingExamples: 1,
        HeldOutExamples: 1,
        [.. Enumerable.Range(0, features).Select(i => i.ToString(CultureInfo.InvariantCulture))],
        Target: "none",
        SchemaDigest: "none",
        ImmutableSortedDictionary<string, long>.Empty);

    public Task<ImmutableArray<DatasetSummary>> List(CancellationToken cancellation) => Task.FromResult<ImmutableArray<DatasetSummary>>([_summary]);
}
