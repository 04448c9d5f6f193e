using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FedGrains.Azure.Connections;

/// <summary>
/// Finds the client that a provider's section names, by the keys of Orleans' own providers: <c>ServiceKey</c>, a keyed service, which
/// wins; else <c>ConnectionString</c>, or <c>ConnectionName</c> of one under <c>ConnectionStrings</c>. A string may be the service's
/// address: then the process's Azure identity is used.
/// </summary>
internal static class AzureClients
{
    // What Orleans' own providers use: a storage account that is being failed over answers again within a minute.
    private const int Retries = 5;
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromSeconds(0.8);
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(60);

    public static TableServiceClient Tables(IServiceProvider services, IConfigurationSection section) =>
        Keyed<TableServiceClient>(services, section) ?? Tables(ConnectionString(services, section));

    public static BlobServiceClient Blobs(IServiceProvider services, IConfigurationSection section) =>
        Keyed<BlobServiceClient>(services, section) ?? Blobs(ConnectionString(services, section));

    /// <summary>A client of the tables of an account: by a connection string, or by its address and an identity.</summary>
    public static TableServiceClient Tables(string connection, TokenCredential? identity = null)
    {
        var options = new TableClientOptions();
        Persist(options.Retry);

        return Uri.TryCreate(connection, UriKind.Absolute, out var address) ? new(address, identity ?? Identity(), options) : new(connection, options);
    }

    /// <summary>A client of the blobs of an account: by a connection string, or by its address and an identity.</summary>
    public static BlobServiceClient Blobs(string connection, TokenCredential? identity = null)
    {
        var options = new BlobClientOptions();
        Persist(options.Retry);

        return Uri.TryCreate(connection, UriKind.Absolute, out var address) ? new(address, identity ?? Identity(), options) : new(connection, options);
    }

    /// <summary>The identity of this process: a managed identity, a workload identity, or the signed-in developer.</summary>
    /// <param name="clientId">Which user-assigned identity; null for the only one.</param>
    public static TokenCredential Identity(string? clientId = null) => new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = clientId, WorkloadIdentityClientId = clientId });

    private static TClient? Keyed<TClient>(IServiceProvider services, IConfigurationSection section)
        where TClient : class =>
        section["ServiceKey"] is { Length: > 0 } key ? services.GetRequiredKeyedService<TClient>(key) : null;

    private static string ConnectionString(IServiceProvider services, IConfigurationSection section)
    {
        if (section["ConnectionString"] is { Length: > 0 } connection) return connection;

        if (section["ConnectionName"] is { Length: > 0 } name)
            return services.GetRequiredService<IConfiguration>().GetConnectionString(name) ?? throw new FormatException($"{section.Path}:ConnectionName: there is no connection string called '{name}'. Set ConnectionStrings:{name}.");

        throw new FormatException($"{section.Path} does not say which storage account it uses: set ServiceKey, ConnectionName or ConnectionString.");
    }

    private static void Persist(RetryOptions retry) =>
        (retry.Mode, retry.MaxRetries, retry.Delay, retry.MaxDelay) = (RetryMode.Exponential, Retries, s_firstDelay, s_longestDelay);
}
