using FedGrains.Azure.Grains;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Orleans.Hosting;

public static class AzureBlobGrainStorageExtensions
{
    /// <summary>Keeps grain state in Azure blobs.</summary>
    public static ISiloBuilder AddFedGrainsAzureBlobGrainStorage(this ISiloBuilder builder, string name, Action<OptionsBuilder<AzureBlobGrainStorageOptions>> configure)
    {
        var options = builder.Services.AddOptions<AzureBlobGrainStorageOptions>(name);
        configure(options);
        options.PostConfigure<IServiceProvider>((o, services) => o.GrainStorageSerializer ??= SerializerOf(services, name))
            .Validate(o => o.BlobServiceClient is not null, $"Grain storage '{name}' has no storage account: set Orleans:GrainStorage:{name}:ServiceKey, ConnectionName or ConnectionString.")
            .ValidateOnStart();

        // Orleans' own converters, for states that hold grain references.
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<SystemTextJsonGrainStorageSerializerOptions>, SystemTextJsonSerializerOptionsConfigure>());
        builder.Services.AddGrainStorage(name, Create);

        return builder;
    }

    private static IGrainStorageSerializer SerializerOf(IServiceProvider services, string name) =>
        services.GetKeyedService<IGrainStorageSerializer>(name) ?? ActivatorUtilities.CreateInstance<SystemTextJsonGrainStorageSerializer>(services);

    private static AzureBlobGrainStorage Create(IServiceProvider services, string name) =>
        new(name, services.GetRequiredService<IOptionsMonitor<AzureBlobGrainStorageOptions>>().Get(name), services.GetRequiredService<IActivatorProvider>());
}
