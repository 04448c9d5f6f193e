using FedGrains.Cli.CommandLine;
using FedGrains.Core.Identifiers;
using FedGrains.Site;
using FedGrains.Site.Datasets;
using FedGrains.Site.Ledger;

namespace FedGrains.Cli.Sites;

/// <summary>A connection to a running site's own silo, on the site's machine.</summary>
internal sealed class SiteClient(OrleansClient client) : IAsyncDisposable
{
    /// <summary>Connects to the site that runs on a data folder. Throws a <see cref="CommandException"/> when none answers.</summary>
    public static async Task<SiteClient> Connect(string data, CancellationToken cancellation)
    {
        var client = SiteFile.Find(data) is { } file
            ? await OrleansClient.Connect(file.OrleansGateway, SiteCluster.ClusterId, SiteCluster.ServiceId, services => services.AddFedGrainsSiteContracts(), cancellation)
            : null;

        return client is not null
            ? new(client)
            : throw new CommandException($"No site runs in '{Path.GetFullPath(data)}'. Start it with: fedgrains site start --config FILE", ExitCode.NotReachable);
    }

    public IDatasetDirectoryGrain Datasets() => client.Grains.GetGrain<IDatasetDirectoryGrain>(IDatasetDirectoryGrain.Key);

    public IDatasetGrain Dataset(DatasetName name) => client.Grains.GetGrain<IDatasetGrain>(name.Value);

    public ILedgerGrain Ledger(DatasetName dataset) => client.Grains.GetGrain<ILedgerGrain>(dataset.Value);

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
