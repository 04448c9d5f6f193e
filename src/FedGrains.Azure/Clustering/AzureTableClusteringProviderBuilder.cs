using FedGrains.Azure.Clustering;
using FedGrains.Azure.Connections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Orleans.Providers;

[assembly: RegisterProvider("AzureTableStorage", "Clustering", "Silo", typeof(AzureTableClusteringProviderBuilder))]
[assembly: RegisterProvider("AzureTableStorage", "Clustering", "Client", typeof(AzureTableClusteringProviderBuilder))]

namespace FedGrains.Azure.Clustering;

/// <summary><c>Orleans:Clustering</c> with <c>ProviderType=AzureTableStorage</c>, the account, and <c>TableName</c>.</summary>
internal sealed class AzureTableClusteringProviderBuilder : IProviderBuilder<ISiloBuilder>, IProviderBuilder<IClientBuilder>
{
    public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection) =>
        builder.UseFedGrainsAzureTableClustering(options => Bind(options, configurationSection));

    public void Configure(IClientBuilder builder, string? name, IConfigurationSection configurationSection) =>
        builder.UseFedGrainsAzureTableClustering(options => Bind(options, configurationSection));

    private static void Bind(OptionsBuilder<AzureTableClusteringOptions> options, IConfigurationSection section) => options.Configure<IServiceProvider>((o, services) =>
    {
        o.TableServiceClient = AzureClients.Tables(services, section);
        if (section["TableName"] is { Length: > 0 } table) o.TableName = table;
    });
}
