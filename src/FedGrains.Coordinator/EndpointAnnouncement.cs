using System.Net;

using FedGrains.Coordinator.Cluster;

using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

using Orleans.Configuration;

namespace FedGrains.Coordinator;

/// <summary>Writes down where the coordinator is reached, once it is.</summary>
internal sealed partial class EndpointAnnouncement(
    CoordinatorOptions options,
    LocalAuthority authority,
    IServer server,
    IOptions<ClusterOptions> cluster,
    IOptions<EndpointOptions> endpoints,
    ILogger<EndpointAnnouncement> logger) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var bound = new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.First());
        var host = options.PublicHost ?? (bound.Host is "0.0.0.0" or "[::]" ? Dns.GetHostName() : bound.Host);
        var pinned = options.Plaintext ? null : authority.CertificatePath;

        var announced = new CoordinatorEndpoints(
            $"{bound.Scheme}://{host}:{bound.Port}",
            options.Roles.HasFlag(CoordinatorRoles.Silo) ? $"{IPAddress.Loopback}:{endpoints.Value.GatewayPort}" : null,
            cluster.Value.ClusterId,
            cluster.Value.ServiceId,
            pinned,
            Path.GetFullPath(options.Data),
            Environment.ProcessId,
            options.ConfigFile is { } config ? Path.GetFullPath(config) : null,
            options.Vault is { } vault ? Path.GetFullPath(vault) : null,
            options.Roles.HasFlag(CoordinatorRoles.Silo) ? OperatorCredentials.PathIn(options.Data) : null,
            options.KeyFile is { } keyFile ? Path.GetFullPath(keyFile) : null);

        announced.Write();
        if (options.Roles.HasFlag(CoordinatorRoles.Gateway)) LogListening(announced.Gateway, announced.Data);
        else LogSilo(options.SiloName, announced.OrleansGateway!);

        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "Coordinator: sites reach it at {Gateway}; its data is in {Data}")]
    private partial void LogListening(string gateway, string data);

    [LoggerMessage(Level = LogLevel.Information, Message = "Coordinator: silo {Name} is up; applications reach it at {Gateway}")]
    private partial void LogSilo(string name, string gateway);
}
