using FedGrains.Storage.Grains;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Storage;

[assembly: RegisterProvider("File", "GrainStorage", "Silo", typeof(FileGrainStorageProviderBuilder))]

namespace FedGrains.Storage.Grains;

/// <summary><c>Orleans:GrainStorage:{name}</c> with <c>ProviderType=File</c>, <c>RootDirectory</c> and, if wanted, the <c>SerializerKey</c> of a keyed serializer.</summary>
internal sealed class FileGrainStorageProviderBuilder : IProviderBuilder<ISiloBuilder>
{
    public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection) =>
        builder.Services.AddFileGrainStorage(name ?? "Default", options => options.Configure<IServiceProvider>((o, provider) =>
        {
            o.RootDirectory = configurationSection["RootDirectory"] ?? "";
            if (configurationSection["SerializerKey"] is { Length: > 0 } key) o.GrainStorageSerializer = provider.GetRequiredKeyedService<IGrainStorageSerializer>(key);
        }));
}
