using System.Collections.Immutable;

using FedGrains.Core.Identifiers;

namespace FedGrains.Site.Datasets;

/// <summary>The names of the site's datasets. There is one, under <see cref="Key"/>.</summary>
[GrainInterfaceType("fedgrains.site.datasets")]
public interface IDatasetDirectoryGrain : IGrainWithStringKey
{
    /// <summary>The one key.</summary>
    const string Key = "site";

    /// <summary>Every registered dataset, by name.</summary>
    [Alias("list")]
    Task<ImmutableArray<DatasetName>> List();

    /// <summary>Adds a name. Safe to repeat.</summary>
    [Alias("add")]
    Task Add(DatasetName dataset);
}
