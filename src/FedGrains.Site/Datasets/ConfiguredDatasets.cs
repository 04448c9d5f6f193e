using System.Collections.Immutable;

using FedGrains.Health.Datasets;
using FedGrains.Site.Configuration;

namespace FedGrains.Site.Datasets;

/// <summary>Registers the datasets that the configuration lists. One that cannot be used is told of and left out; the others are no worse for it.</summary>
internal sealed partial class ConfiguredDatasets(SiteOptions options, IGrainFactory grains, ILogger<ConfiguredDatasets> logger)
{
    public async Task Register(CancellationToken cancellation)
    {
        foreach (var path in options.Datasets)
        {
            cancellation.ThrowIfCancellationRequested();

            foreach (var fault in await Register(path)) LogFault(path, fault);
        }
    }

    private async Task<ImmutableArray<string>> Register(string path)
    {
        try
        {
            var definition = DatasetDefinition.Load(path);

            return (await grains.GetGrain<IDatasetGrain>(definition.Name.Value).Register(new(definition.ToYaml(), definition.Directory))).Faults;
        }
        catch (DatasetDefinitionException fault)
        {
            return fault.Faults;
        }
    }
}
