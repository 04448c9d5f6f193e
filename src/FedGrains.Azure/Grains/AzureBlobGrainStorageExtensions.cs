using FedGrains.Azure.Grains;
using FedGrains.Storage.Grains;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Runtime.Hosting;
using Orleans.Serialization.Serializers;

namespace Orleans.Hosting;

public static class AzureBlobGrainStorageExtensions
{
    /// <summary>Keeps grain state in Azure blobs.</summary>
    public static ISiloBuilder AddFedGrainsAzureBlobGrainStorage(this ISiloBuilder builder, string name, Action<OptionsBuilder<AzureBlobGrainStorageOptions>> configure)
    {
        var options = builder.Services.AddOptions<AzureBlobGrainStorageOptions>(name);
        configure(options);
        options.PostConfigure<IServiceProvider>((o, services) => o.GrainStorageSerializer ??= StateSerializers.Of(services, name))
            .Validate(o => o.BlobServiceClient is not null, $"Grain storage '{name}' has no storage account: set Orleans:GrainStorage:{name}:ServiceKey, ConnectionName or ConnectionString.")
            .ValidateOnStart();

        builder.Services.AddStateConverters();
        builder.Services.AddGrainStorage(name, Create);

        return builder;
    }

    private static AzureBlobGrainStorage Create(IServiceProvider services, string name) =>
        new(name, services.GetRequiredService<IOptionsMonitor<AzureBlobGrainStorageOptions>>().Get(name), services.GetRequiredService<IActivatorProvider>());
}
