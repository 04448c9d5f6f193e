using System.Security.Cryptography;

using FedGrains.Azure;
using FedGrains.Privacy.Keys;
using FedGrains.Storage.Keys;

namespace FedGrains.Coordinator.Cluster;

/// <summary>A coordinator's vault of keys, which does not take the coordinator itself.</summary>
public static class CoordinatorVault
{
    /// <summary>Does something with the vault of the coordinator that announced itself in its data folder. Throws a <see cref="FormatException"/>, a <see cref="KeyVaultException"/> or a <see cref="Storage.StorageException"/> that says what is in the way.</summary>
    public static async Task<T> Use<T>(CoordinatorEndpoints coordinator, Func<IKeyVault, Task<T>> use)
    {
        ArgumentNullException.ThrowIfNull(coordinator);
        ArgumentNullException.ThrowIfNull(use);
        var options = new CoordinatorOptions { Data = coordinator.Data, Vault = coordinator.Vault, KeyFile = coordinator.KeyFile };
        using var configuration = new ConfigurationManager();
        var azure = configuration.AddCoordinatorDefaults(options, coordinator.Config);
        await using var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddSingleton<IConfiguration>(configuration).AddCoordinatorVault(options, azure).BuildServiceProvider();

        return await use(services.GetRequiredService<IKeyVault>());
    }

    /// <summary>The vault of keys: Key Vault, or a folder.</summary>
    internal static IServiceCollection AddCoordinatorVault(this IServiceCollection services, CoordinatorOptions options, AzureSettings azure) =>
        azure.KeyVault.IsUsed ? services.AddFedGrainsKeyVault(azure) : services.AddSingleton<IKeyVault>(_ => Open(options));

    private static FileKeyVault Open(CoordinatorOptions options)
    {
        var folder = options.Vault ?? Path.Combine(options.Data, "keys");
        var protection = new VaultProtection.KeyFile(options.KeyFile ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(folder))!, "vault.key"));

        // Before anything runs: nobody is held up.
        return FileKeyVault.Open(folder, protection, RandomNumberGenerator.Create()).GetAwaiter().GetResult();
    }
}
