using System.Collections.Immutable;

using FedGrains.Core.Nodes;

namespace FedGrains.Site.Datasets;

/// <summary>A dataset of the site. The key is its name.</summary>
[GrainInterfaceType("fedgrains.site.dataset")]
public interface IDatasetGrain : IGrainWithStringKey
{
    /// <summary>Reads the data as the definition says and, when it keeps it, stores the definition and tells the federation the summary. Safe to repeat; a new definition replaces the old one.</summary>
    [Alias("register")]
    Task<DatasetRegistered> Register(DatasetRegistration registration);

    /// <summary>What is told of the dataset, read again when its file has changed; the faults when it no longer keeps its definition.</summary>
    [Alias("summary")]
    Task<DatasetRegistered> Summary();

    /// <summary>The definition, or null when none is registered.</summary>
    [Alias("definition")]
    Task<DatasetRegistration?> Definition();
}

/// <summary>A dataset definition as text.</summary>
/// <param name="Definition">YAML or JSON.</param>
/// <param name="Folder">What the data file's path is relative to.</param>
[GenerateSerializer, Immutable, Alias("fedgrains.site.dataset-registration")]
public sealed record DatasetRegistration([property: Id(0)] string Definition, [property: Id(1)] string Folder);

/// <summary>What became of a registration: a summary, or faults that name rows and columns and never a value.</summary>
[GenerateSerializer, Immutable, Alias("fedgrains.site.dataset-registered")]
public sealed record DatasetRegistered([property: Id(0)] DatasetSummary? Summary, [property: Id(1)] ImmutableArray<string> Faults)
{
    internal static DatasetRegistered As(DatasetSummary summary) => new(summary, []);

    internal static DatasetRegistered Refused(ImmutableArray<string> faults) => new(null, faults);
}
