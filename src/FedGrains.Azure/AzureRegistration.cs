using Azure.Storage.Blobs;
using FedGrains.Azure.Artifacts;
using FedGrains.Azure.Auditing;
using FedGrains.Azure.Connections;
using FedGrains.Azure.Sealing;
using FedGrains.Azure.Vault;
using FedGrains.Privacy.Keys;
using FedGrains.Storage;
using FedGrains.Storage.Artifacts;
using FedGrains.Storage.Auditing;
using FedGrains.Storage.Grains;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace FedGrains.Azure;

/// <summary>What a host takes from Azure instead of its own disk.</summary>
public static class AzureRegistration
{
    /// <summary>The key under which the account's clients are registered, for <c>ServiceKey</c> of Orleans' providers.</summary>
    public const string ServiceKey = "fedgrains";

    /// <summary>The key of the <see cref="SharedSecret"/> that is the gateways' certificate authority.</summary>
    public const string GatewayAuthority = "gateway-authority";

    /// <summary>The key of the serializer that seals grain state, for <c>SerializerKey</c> of Orleans' providers.</summary>
    public const string SealedStateKey = SealedStateSerializer.Key;

    /// <summary>Orleans' configuration for a silo on this account: clustering and reminders in tables, grain state in blobs, sealed.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> SiloDefaults { get; } = Pairs(
    [
        .. ClientPairs,
        ("Orleans:GrainStorage:Default:ProviderType", "AzureBlobStorage"),
        ("Orleans:GrainStorage:Default:ServiceKey", ServiceKey),
        ("Orleans:GrainStorage:Default:SerializerKey", SealedStateKey),
        ("Orleans:Reminders:ProviderType", "AzureTableStorage"),
        ("Orleans:Reminders:ServiceKey", ServiceKey),
    ]);

    /// <summary>Orleans' configuration for a client of such a cluster.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> ClientDefaults { get; } = Pairs(ClientPairs);

    private static (string, string)[] ClientPairs => [("Orleans:Clustering:ProviderType", "AzureTableStorage"), ("Orleans:Clustering:ServiceKey", ServiceKey)];

    /// <summary>Registers the account's clients, and on it an artifact store, an audit trail and the sealing of grain state. A key vault is registered apart.</summary>
    public static IServiceCollection AddFedGrainsAzureStorage(this IServiceCollection services, AzureSettings settings)
    {
        services.AddKeyedSingleton(ServiceKey, (_, _) => AzureClients.Tables(settings.Storage.TablesConnection, AzureClients.Identity(settings.ClientId)));
        services.AddKeyedSingleton(ServiceKey, (_, _) => AzureClients.Blobs(settings.Storage.BlobsConnection, AzureClients.Identity(settings.ClientId)));

        services.AddSingleton(s => new DataKeys(
            new(Container(s, settings.Storage.Container), s.GetRequiredService<IKeyVault>(), KeyOptions(s).VaultKey), KeyOptions(s), s.GetRequiredService<TimeProvider>()));
        services.AddHostedService<DataKeyUpkeep>();
        services.AddKeyedSingleton(GatewayAuthority, (s, _) => new SharedSecret(Container(s, settings.Storage.Container), s.GetRequiredService<IKeyVault>(), KeyOptions(s).VaultKey, GatewayAuthority));
        services.AddSingleton<IArtifactStore>(s => new BlobArtifactStore(Container(s, settings.Storage.Container), s.GetRequiredService<DataKeys>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IAuditTrail>(s => new BlobAuditTrail(Container(s, settings.Storage.AuditContainer), s.GetRequiredService<TimeProvider>()));
        services.AddKeyedSingleton<IGrainStorageSerializer>(SealedStateKey, (s, _) => new SealedStateSerializer(StateSerializers.Json(s), s.GetRequiredService<DataKeys>()));

        return services;
    }

    /// <summary>Registers the Key Vault as the vault of keys. It is asked once when it is first needed, so that one that cannot be used is told before anything relies on it.</summary>
    public static IServiceCollection AddFedGrainsKeyVault(this IServiceCollection services, AzureSettings settings) => services.AddSingleton<IKeyVault>(s =>
    {
        var rest = new KeyVaultRest(new(settings.KeyVault.Address!), AzureClients.Identity(settings.ClientId), new() { VerifyResource = settings.KeyVault.VerifyResource });
        var vault = new AzureKeyVault(rest, s.GetRequiredService<TimeProvider>(), settings.KeyVault.Hardware);

        // Before anything runs: nobody is held up.
        _ = Task.Run(() => vault.Latest(KeyOptions(s).VaultKey)).GetAwaiter().GetResult();

        return vault;
    });

    private static DataKeyOptions KeyOptions(IServiceProvider services)
    {
        var options = new DataKeyOptions();
        services.GetRequiredService<IConfiguration>().GetSection(DataKeyOptions.Section).Bind(options);

        return options;
    }

    // Now, so that an account that cannot be used is told before anything relies on it.
    private static BlobContainerClient Container(IServiceProvider services, string name)
    {
        var container = services.GetRequiredKeyedService<BlobServiceClient>(ServiceKey).GetBlobContainerClient(name);

        try
        {
            container.CreateIfNotExists();

            return container;
        }
        catch (Exception e) when (AzureFailure.Explains(e))
        {
            throw new StorageException($"The storage account '{container.AccountName}' cannot be used: {AzureFailure.Reason(e)}", e);
        }
    }

    private static Dictionary<string, string?> Pairs((string Key, string Value)[] pairs) => pairs.ToDictionary(p => p.Key, p => (string?)p.Value, StringComparer.OrdinalIgnoreCase);
}
