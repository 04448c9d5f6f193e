using FedGrains.Azure.Clustering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Messaging;

namespace Orleans.Hosting;

public static class AzureTableClusteringExtensions
{
    /// <summary>Clusters silos through an Azure table.</summary>
    public static ISiloBuilder UseFedGrainsAzureTableClustering(this ISiloBuilder builder, Action<OptionsBuilder<AzureTableClusteringOptions>> configure)
    {
        builder.Services.AddClusteringOptions(configure).AddSingleton<IMembershipTable, AzureTableMembership>();
        return builder;
    }

    /// <summary>Finds a cluster's gateways in an Azure table.</summary>
    public static IClientBuilder UseFedGrainsAzureTableClustering(this IClientBuilder builder, Action<OptionsBuilder<AzureTableClusteringOptions>> configure)
    {
        builder.Services.AddClusteringOptions(configure).AddSingleton<IGatewayListProvider, AzureTableGateways>();
        return builder;
    }

    private static IServiceCollection AddClusteringOptions(this IServiceCollection services, Action<OptionsBuilder<AzureTableClusteringOptions>> configure)
    {
        var options = services.AddOptions<AzureTableClusteringOptions>();
        configure(options);
        options.Validate(o => o.TableServiceClient is not null, "Clustering has no storage account: set Orleans:Clustering:ServiceKey, ConnectionName or ConnectionString.").ValidateOnStart();

        return services;
    }
}
