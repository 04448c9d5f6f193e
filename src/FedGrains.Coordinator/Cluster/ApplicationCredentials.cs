using FedGrains.Client.Connections;

namespace FedGrains.Coordinator.Cluster;

/// <summary>Issues credentials to an application. It takes the coordinator's vault, and not the coordinator itself.</summary>
public static class ApplicationCredentials
{
    /// <summary>Issues credentials and writes them to a file of one's own. Throws a <see cref="FormatException"/>, a <see cref="Privacy.Keys.KeyVaultException"/> or a <see cref="Storage.StorageException"/> that says what is in the way.</summary>
    /// <param name="coordinator">The coordinator, as it announced itself in its data folder.</param>
    /// <param name="name">What the application is called.</param>
    /// <param name="gateways">Silos that it connects to, address and port.</param>
    /// <param name="life">For how long they are good.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task Issue(CoordinatorEndpoints coordinator, string name, IEnumerable<string> gateways, TimeSpan life, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(coordinator);

        var credentials = await CoordinatorVault.Use(coordinator, vault => new ClusterAuthority(vault, coordinator.ClusterId, TimeProvider.System).Issue(name, PeerRole.Application, coordinator.ServiceId, gateways, life, cancellationToken));
        PrivateFiles.Write(path, credentials.ToJson());
    }
}
