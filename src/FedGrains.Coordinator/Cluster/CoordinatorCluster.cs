using System.Net;

using FedGrains.Client.Connections;
using FedGrains.Contracts;
using FedGrains.Grains;
using FedGrains.Privacy.Keys;

using Microsoft.Extensions.Options;

using Orleans.Configuration;

namespace FedGrains.Coordinator.Cluster;

/// <summary>Orleans as a coordinator's processes have it: silos that know each other, and gateways that are their clients.</summary>
internal static class CoordinatorCluster
{
    /// <summary>What the process shows to others of its cluster, and the credentials of the command line.</summary>
    public static void AddCoordinatorIdentity(this IServiceCollection services, CoordinatorOptions options)
    {
        var role = options.Roles.HasFlag(CoordinatorRoles.Silo) ? PeerRole.Silo : PeerRole.Gateway;

        services.AddSingleton(s => new ClusterAuthority(s.GetRequiredService<IKeyVault>(), s.GetRequiredService<IOptions<ClusterOptions>>().Value.ClusterId, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IClusterIdentity>(s => new VaultIdentity(s.GetRequiredService<ClusterAuthority>(), options.SiloName, role, s.GetRequiredService<TimeProvider>()));
        if (role is PeerRole.Silo) services.AddHostedService<OperatorCredentials>();
    }

    public static void UseCoordinatorSilo(this WebApplicationBuilder builder, CoordinatorOptions options)
    {
        var (siloPort, gatewayPort) = (FreePort.Or(options.OrleansSiloPort), FreePort.Or(options.OrleansGatewayPort));

        builder.UseOrleans(silo =>
        {
            if (builder.Configuration["Orleans:Clustering:ProviderType"] is null)
                silo.UseLocalhostClustering(siloPort, gatewayPort, serviceId: builder.Configuration["Orleans:ServiceId"]!, clusterId: builder.Configuration["Orleans:ClusterId"]!);
            else if (!builder.Configuration.GetSection("Orleans:Endpoints").Exists())
                silo.ConfigureEndpoints(options.SiloAddress(), siloPort, gatewayPort, listenOnAnyHostAddress: !IPAddress.IsLoopback(options.SiloAddress())).Configure<EndpointOptions>(o => Close(o, options));

            silo.AddFedGrains().LimitClientsToContracts();
            silo.Configure<SiloOptions>(o => o.SiloName = options.SiloName);
            silo.Services.AddSingleton<IConfigureOptions<SiloConnectionOptions>>(s => new ConfigureOptions<SiloConnectionOptions>(o => Secure(o, s)));
            silo.Services.Configure<ClusterMembershipOptions>(builder.Configuration.GetSection("Orleans:Membership"));
        });
    }

    /// <summary>A gateway without a silo: a client of the cluster, found as the configuration says.</summary>
    public static void UseCoordinatorClient(this WebApplicationBuilder builder) => builder.UseOrleansClient(client =>
    {
        client.Services.AddFedGrainsContracts();
        client.UseMutualTls(services => services.GetRequiredService<IClusterIdentity>());
    });

    // Silos are told of it, and nobody on another machine gets through.
    private static void Close(EndpointOptions endpoints, CoordinatorOptions options)
    {
        if (!options.OpenOrleansGateway) endpoints.GatewayListeningEndpoint = new(IPAddress.Loopback, endpoints.GatewayPort);
    }

    private static void Secure(SiloConnectionOptions connections, IServiceProvider services)
    {
        var identity = services.GetRequiredService<IClusterIdentity>();

        connections.ConfigureSiloInboundConnection(c => MutualTlsRegistration.Serve(c, services, identity, PeerRole.Silo));
        connections.ConfigureSiloOutboundConnection(c => MutualTlsRegistration.Use(c, services, identity));
        connections.ConfigureGatewayInboundConnection(c => MutualTlsRegistration.Serve(c, services, identity, PeerRole.Gateway, PeerRole.Operator, PeerRole.Application));
    }
}
