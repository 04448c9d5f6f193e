using System.Collections.Immutable;

using FedGrains.Core.Nodes;

namespace FedGrains.Site.Datasets;

/// <summary>The datasets that are registered and keep their definitions.</summary>
internal sealed class RegisteredDatasets(IGrainFactory grains) : ISiteDatasets
{
    public async Task<ImmutableArray<DatasetSummary>> List(CancellationToken cancellation)
    {
        var names = await grains.GetGrain<IDatasetDirectoryGrain>(IDatasetDirectoryGrain.Key).List();
        var datasets = await Task.WhenAll(names.Select(name => grains.GetGrain<IDatasetGrain>(name.Value).Summary()));

        return [.. datasets.Select(d => d.Summary).OfType<DatasetSummary>()];
    }
}
