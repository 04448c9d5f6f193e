using FedGrains.Azure.Connections;
using FedGrains.Azure.Grains;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Storage;

[assembly: RegisterProvider("AzureBlobStorage", "GrainStorage", "Silo", typeof(AzureBlobGrainStorageProviderBuilder))]

namespace FedGrains.Azure.Grains;

/// <summary><c>Orleans:GrainStorage:{name}</c> with <c>ProviderType=AzureBlobStorage</c>, the account, <c>ContainerName</c> and, if wanted, the <c>SerializerKey</c> of a keyed serializer.</summary>
internal sealed class AzureBlobGrainStorageProviderBuilder : IProviderBuilder<ISiloBuilder>
{
    public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection) =>
        builder.AddFedGrainsAzureBlobGrainStorage(name ?? "Default", options => options.Configure<IServiceProvider>((o, services) =>
        {
            o.BlobServiceClient = AzureClients.Blobs(services, configurationSection);
            if (configurationSection["ContainerName"] is { Length: > 0 } container) o.ContainerName = container;
            if (configurationSection["SerializerKey"] is { Length: > 0 } key) o.GrainStorageSerializer = services.GetRequiredKeyedService<IGrainStorageSerializer>(key);
        }));
}
