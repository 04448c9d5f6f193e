using System.Collections.Immutable;
using System.Globalization;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Nodes;
using FedGrains.Site.Datasets;

namespace FedGrains.Bench.Rounds;

/// <summary>Datasets in name only, as wide as the model's input. The name says what share of the sites drops out of each round that trains on it.</summary>
internal sealed class NoData(int features) : ISiteDatasets
{
    private const string Prefix = "none-";

    /// <summary>Percent of the sites that drop out, one dataset each.</summary>
    public static readonly ImmutableArray<int> Shares = [0, 10, 30];

    public static DatasetName Name(int share) => new(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{share}"));

    public static int DroppedOf(DatasetName dataset, int sites) => sites * int.Parse(dataset.Value.AsSpan(Prefix.Length), CultureInfo.InvariantCulture) / 100;

    public Task<ImmutableArray<DatasetSummary>> List(CancellationToken cancellation) => Task.FromResult<ImmutableArray<DatasetSummary>>([.. Shares.Select(Summary)]);

    private DatasetSummary Summary(int share) => new(
        Name(share),
        Rows: 2,
        TrainingExamples: 1,
        HeldOutExamples: 1,
        [.. Enumerable.Range(0, features).Select(i => i.ToString(CultureInfo.InvariantCulture))],
        Target: "none",
        SchemaDigest: "none",
        ImmutableSortedDictionary<string, long>.Empty);
}
