using System.Net;

using FedGrains.Site.Configuration;
using FedGrains.Site.Connection;
using FedGrains.Site.Identity;

using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace FedGrains.Site.Hosting;

/// <summary>Says where the site is, once it is there: in site.json, and on the health port when one is wanted.</summary>
internal sealed class SiteDoor(SiteOptions options, SiteFolders folders, SiteIdentity identity, OrleansPorts ports, ConnectionStatus connection) : IHostedService
{
    private WebApplication? _health;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Health is { } port) _health = await StartHealth(port, cancellationToken);

        var health = _health?.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        new SiteFile($"{IPAddress.Loopback}:{ports.GatewayPort}", Environment.ProcessId, health, identity.Node.ToString()).Save(folders);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_health is null) return;

        await _health.StopAsync(cancellationToken);
        await _health.DisposeAsync();
    }

    // A small server of its own: the site's services are not a web application's, and most sites want no port at all.
    private async Task<WebApplication> StartHealth(int port, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));

        var app = builder.Build();
        app.MapGet("/health/live", () => Results.Text("live"));
        app.MapGet("/health/ready", () => connection.Refusal is { } reason
            ? Results.Text(reason, statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Text("connected"));
        await app.StartAsync(cancellation);

        return app;
    }
}
