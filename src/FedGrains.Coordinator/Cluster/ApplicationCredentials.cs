using FedGrains.Client.Connections;
using FedGrains.Privacy.Keys;

namespace FedGrains.Coordinator.Cluster;

/// <summary>Issues credentials to an application. It takes the coordinator's vault, and not the coordinator itself.</summary>
public static class ApplicationCredentials
{
    /// <summary>Issues credentials and writes them to a file of one's own. Throws a <see cref="FormatException"/>, a <see cref="KeyVaultException"/> or a <see cref="Storage.StorageException"/> that says what is in the way.</summary>
    /// <param name="coordinator">The coordinator, as it announced itself in its data folder.</param>
    /// <param name="name">What the application is called.</param>
    /// <param name="gateways">Silos that it connects to, address and port.</param>
    /// <param name="life">For how long they are good.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task Issue(CoordinatorEndpoints coordinator, string name, IEnumerable<string> gateways, TimeSpan life, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(coordinator);
        var options = new CoordinatorOptions { Data = coordinator.Data, Vault = coordinator.Vault, KeyFile = coordinator.KeyFile };
        using var configuration = new ConfigurationManager();
        var azure = configuration.AddCoordinatorDefaults(options, coordinator.Config);
        await using var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddSingleton<IConfiguration>(configuration).AddCoordinatorVault(options, azure).BuildServiceProvider();

        var authority = new ClusterAuthority(services.GetRequiredService<IKeyVault>(), coordinator.ClusterId, TimeProvider.System);
        var credentials = await authority.Issue(name, PeerRole.Application, coordinator.ServiceId, gateways, life, cancellationToken);
        PrivateFiles.Write(path, credentials.ToJson());
    }
}
