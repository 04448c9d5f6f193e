using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Orleans.Storage;

namespace FedGrains.Storage.Grains;

/// <summary>How grain state becomes bytes where a provider's configuration does not say.</summary>
internal static class StateSerializers
{
    /// <summary>The serializer registered under the provider's name, else System.Text.Json. Orleans' default would be Newtonsoft's, which writes assembly names into the state.</summary>
    public static IGrainStorageSerializer Of(IServiceProvider services, string name) => services.GetKeyedService<IGrainStorageSerializer>(name) ?? Json(services);

    public static IGrainStorageSerializer Json(IServiceProvider services) => ActivatorUtilities.CreateInstance<SystemTextJsonGrainStorageSerializer>(services);

    /// <summary>Orleans' own converters, for states that hold grain references.</summary>
    public static void AddStateConverters(this IServiceCollection services) =>
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<SystemTextJsonGrainStorageSerializerOptions>, SystemTextJsonSerializerOptionsConfigure>());
}
