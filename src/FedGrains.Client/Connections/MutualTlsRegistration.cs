using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using IConnectionBuilder = Microsoft.AspNetCore.Connections.IConnectionBuilder;

namespace FedGrains.Client.Connections;

/// <summary>Mutual TLS for Orleans' connections. Where <c>Microsoft.Orleans.Connections.Security</c> is wanted instead, its <c>UseTls</c> takes the place of this call.</summary>
public static class MutualTlsRegistration
{
    /// <summary>Puts a client's connections under TLS: it shows this identity, and talks to silos only.</summary>
    public static IClientBuilder UseMutualTls(this IClientBuilder client, IClusterIdentity identity) => client.UseMutualTls(_ => identity);

    /// <summary>The same with an identity that is registered.</summary>
    public static IClientBuilder UseMutualTls(this IClientBuilder client, Func<IServiceProvider, IClusterIdentity> identity)
    {
        client.Services.TryAddSingleton(TimeProvider.System);
        client.Services.AddSingleton<IConfigureOptions<ClientConnectionOptions>>(services => new ConfigureOptions<ClientConnectionOptions>(o => o.ConfigureConnection(c => Use(c, services, identity(services)))));

        return client;
    }

    internal static void Use(IConnectionBuilder connection, IServiceProvider services, IClusterIdentity identity) =>
        connection.UseMiddleware(new ClientTls(identity, [PeerRole.Silo], services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<MutualTls>>()));

    internal static void Serve(IConnectionBuilder connection, IServiceProvider services, IClusterIdentity identity, params PeerRole[] accepted) =>
        connection.UseMiddleware(new ServerTls(identity, accepted, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<MutualTls>>()));
}
