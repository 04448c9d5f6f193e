using System.Net;

using FedGrains.Client.Connections;
using FedGrains.Contracts;
using FedGrains.Coordinator;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FedGrains.EndToEnd.Tests.Processes;

/// <summary>An application's connection to the coordinator, through the Orleans client as any application has it.</summary>
internal sealed class CoordinatorClient : IAsyncDisposable
{
    private readonly IHost _host;

    private CoordinatorClient(IHost host) => _host = host;

    public IGrainFactory Grains => _host.Services.GetRequiredService<IClusterClient>();

    public static async Task<CoordinatorClient> Connect(CoordinatorEndpoints endpoints)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client =>
        {
            client.UseStaticClustering(IPEndPoint.Parse(endpoints.OrleansGateway!));
            client.Configure<Orleans.Configuration.ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (endpoints.ClusterId, endpoints.ServiceId));
            client.Services.AddFedGrainsContracts();
            client.UseMutualTls(new CredentialsIdentity(endpoints.Credentials!));
        });

        var host = builder.Build();
        await host.StartAsync();

        return new(host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
