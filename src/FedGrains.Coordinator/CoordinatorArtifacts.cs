using FedGrains.Storage.Artifacts;

namespace FedGrains.Coordinator;

/// <summary>The artifacts of a coordinator, for whoever may read where it keeps them: its disk, or its storage account and its vault.</summary>
public sealed class CoordinatorArtifacts : IAsyncDisposable, IDisposable
{
    private readonly ServiceProvider _services;

    private CoordinatorArtifacts(ServiceProvider services) => _services = services;

    public IArtifactStore Store => _services.GetRequiredService<IArtifactStore>();

    /// <summary>Opens the artifacts of the coordinator that announced itself so.</summary>
    public static CoordinatorArtifacts Open(CoordinatorEndpoints endpoints)
    {
        var options = new CoordinatorOptions { Data = endpoints.Data, Vault = endpoints.Vault };
        var configuration = new ConfigurationManager();
        var azure = configuration.AddCoordinatorDefaults(options, endpoints.Config);

        var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddSingleton<IConfiguration>(configuration);
        services.AddCoordinatorStorage(options, azure);

        return new(services.BuildServiceProvider());
    }

    public void Dispose() => _services.Dispose();

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
