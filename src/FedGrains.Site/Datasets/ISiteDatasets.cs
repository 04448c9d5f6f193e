using System.Collections.Immutable;

using FedGrains.Core.Nodes;

namespace FedGrains.Site.Datasets;

/// <summary>What the site tells of its datasets. The default tells of the registered ones; a trainer that brings its own data brings its own of this too.</summary>
public interface ISiteDatasets
{
    /// <summary>Every dataset, as it is now. Asked at each heartbeat, so it must be quick when nothing has changed.</summary>
    Task<ImmutableArray<DatasetSummary>> List(CancellationToken cancellation);
}
