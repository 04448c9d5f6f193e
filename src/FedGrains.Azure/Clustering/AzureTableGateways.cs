using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Messaging;

namespace FedGrains.Azure.Clustering;

/// <summary>The gateways of a cluster, for its clients, from the same table.</summary>
internal sealed class AzureTableGateways(IOptions<AzureTableClusteringOptions> options, IOptions<ClusterOptions> cluster, IOptions<GatewayOptions> gateways) : IGatewayListProvider
{
    private const string NoGateway = "0";

    private readonly string _cluster = cluster.Value.ClusterId;
    private readonly TableClient _table = options.Value.TableServiceClient.GetTableClient(options.Value.TableName);

    public TimeSpan MaxStaleness => gateways.Value.GatewayListRefreshPeriod;

    public bool IsUpdatable => true;

    public Task InitializeGatewayListProviderAsync(CancellationToken cancellationToken) => _table.CreateIfNotExistsAsync(cancellationToken);

    public async Task<IList<Uri>> GetGatewaysAsync(CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {_cluster} and Status eq {nameof(SiloStatus.Active)} and ProxyPort ne {NoGateway}");
        var found = new List<Uri>();

        await foreach (var row in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            if (!VersionRow.IsOne(row)) found.Add(UriOf(row));
        }

        return found;
    }

    public Task InitializeGatewayListProvider() => InitializeGatewayListProviderAsync(CancellationToken.None);

    public Task<IList<Uri>> GetGateways() => GetGatewaysAsync(CancellationToken.None);

    private static Uri UriOf(TableEntity row)
    {
        var silo = SiloRow.AddressOf(row);

        return SiloAddress.New(silo.Endpoint.Address, SiloRow.Number(row, SiloRow.ProxyPort), silo.Generation).ToGatewayUri();
    }
}
