using System.Net;
using System.Net.Sockets;

using FedGrains.Contracts;
using FedGrains.Contracts.Federations;
using FedGrains.Contracts.Models;
using FedGrains.Contracts.Nodes;
using FedGrains.Contracts.Rounds;
using FedGrains.Contracts.Runs;
using FedGrains.Core.Identifiers;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

using Orleans.Configuration;

namespace FedGrains.Cli.Coordinators;

/// <summary>A connection to a running coordinator, as an Orleans client inside the trusted network.</summary>
internal sealed class CoordinatorClient(CoordinatorFile file, IHost host) : IAsyncDisposable
{
    // Longer than a grain's longest answer, which is a watch of half a minute.
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromMinutes(1);

    private readonly IGrainFactory _grains = host.Services.GetRequiredService<IGrainFactory>();

    public CoordinatorFile File => file;

    /// <summary>Connects to the coordinator of a data folder. Throws a <see cref="CommandLine.CommandException"/> when none answers.</summary>
    public static async Task<CoordinatorClient> Connect(string folder, CancellationToken cancellation)
    {
        var file = CoordinatorFile.Load(folder);
        var gateway = IPEndPoint.Parse(file.OrleansGateway);

        if (!await Listens(gateway, cancellation)) throw CoordinatorFile.NotRunning(folder);

        var host = Client(file, gateway);
        await host.StartAsync(cancellation);

        return new(file, host);
    }

    public IFederationDirectoryGrain Directory() => _grains.GetGrain<IFederationDirectoryGrain>(IFederationDirectoryGrain.Key);

    public IFederationGrain Federation(FederationId federation) => _grains.GetGrain<IFederationGrain>(federation.Value);

    public INodeGrain Node(NodeKey node) => _grains.GetGrain<INodeGrain>(node.ToString());

    public IRunGrain Run(RunKey run) => _grains.GetGrain<IRunGrain>(run.ToString());

    public IRoundGrain Round(RoundKey round) => _grains.GetGrain<IRoundGrain>(round.ToString());

    public IModelVersionGrain Version(ModelVersionKey version) => _grains.GetGrain<IModelVersionGrain>(version.ToString());

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

    private static IHost Client(CoordinatorFile file, IPEndPoint gateway) => new HostBuilder()
        .ConfigureLogging(logging => logging.ClearProviders())
        .UseOrleansClient(client => client
            .UseStaticClustering(gateway)
            .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (file.ClusterId, file.ServiceId))
            .Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = ResponseTimeout)
            .Services.AddFedGrainsContracts())
        .Build();
}
