using System.Net;
using System.Net.Sockets;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

using Orleans.Configuration;

namespace FedGrains.Cli.CommandLine;

/// <summary>A connection to a silo inside the trusted network.</summary>
internal sealed class OrleansClient(IHost host) : IAsyncDisposable
{
    // A watched run answers after half a minute at the latest, and a site may read a large file first.
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromMinutes(5);

    public IGrainFactory Grains { get; } = host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Connects to the silo at an address and port; null when nobody listens there.</summary>
    /// <param name="gateway">Address and port.</param>
    /// <param name="clusterId">The silo's cluster.</param>
    /// <param name="serviceId">The silo's service.</param>
    /// <param name="configure">Registers how the silo's records cross grain calls, and how the connection is secured.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<OrleansClient?> Connect(string gateway, string clusterId, string serviceId, Action<IClientBuilder> configure, CancellationToken cancellation)
    {
        var endpoint = IPEndPoint.Parse(gateway);
        if (!await Listens(endpoint, cancellation)) return null;

        var host = Create(endpoint, clusterId, serviceId, configure);
        await host.StartAsync(cancellation);

        return new(host);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }

    // Orleans would try for a long time; a refused connection says at once that nobody is there.
    private static async Task<bool> Listens(IPEndPoint endpoint, CancellationToken cancellation)
    {
        using var socket = new TcpClient();

        try
        {
            await socket.ConnectAsync(endpoint, cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static IHost Create(IPEndPoint gateway, string clusterId, string serviceId, Action<IClientBuilder> configure) => new HostBuilder()
        .ConfigureLogging(logging => logging.ClearProviders())
        .UseOrleansClient(client => configure(client
            .UseStaticClustering(gateway)
            .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (clusterId, serviceId))
            .Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = ResponseTimeout)))
        .Build();
}
