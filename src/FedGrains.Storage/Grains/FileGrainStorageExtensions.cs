using FedGrains.Storage.Grains;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Runtime.Hosting;
using Orleans.Serialization.Serializers;

namespace Orleans.Hosting;

public static class FileGrainStorageExtensions
{
    /// <summary>Keeps grain state in files under <see cref="FileGrainStorageOptions.RootDirectory"/>, durable on every write.</summary>
    public static ISiloBuilder AddFedGrainsFileGrainStorage(this ISiloBuilder builder, string name, Action<FileGrainStorageOptions> configure)
    {
        builder.Services.AddFileGrainStorage(name, options => options.Configure(configure));
        return builder;
    }

    internal static void AddFileGrainStorage(this IServiceCollection services, string name, Action<OptionsBuilder<FileGrainStorageOptions>> configure)
    {
        var options = services.AddOptions<FileGrainStorageOptions>(name);
        configure(options);
        options.PostConfigure<IServiceProvider>((o, provider) => o.GrainStorageSerializer ??= StateSerializers.Of(provider, name))
            .Validate(o => o.RootDirectory is { Length: > 0 }, $"Grain storage '{name}' has no folder: set Orleans:GrainStorage:{name}:RootDirectory.")
            .ValidateOnStart();

        services.AddStateConverters();
        services.AddGrainStorage(name, Create);
    }

    private static FileGrainStorage Create(IServiceProvider provider, string name) =>
        new(provider.GetRequiredService<IOptionsMonitor<FileGrainStorageOptions>>().Get(name), provider.GetRequiredService<IActivatorProvider>());
}
