using System.Text.Json;

using FedGrains.Core.Json;
using FedGrains.Site.Configuration;
using FedGrains.Site.Connection;
using FedGrains.Site.Identity;
using FedGrains.Site.Trainers;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FedGrains.Site.Tests.Testing;

/// <summary>A whole site in this process, on a data folder that outlives it.</summary>
internal sealed class SiteUnderTest : IAsyncDisposable
{
    private readonly IHost _host;

    private SiteUnderTest(IHost host) => _host = host;

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public ConnectionStatus Connection => _host.Services.GetRequiredService<ConnectionStatus>();

    public static async Task<SiteUnderTest> Start(TemporaryFolder folder, Uri gateway, ISiteTrainer? trainer = null, string? authority = null, string token = FakeCoordinator.Token, int? health = null, RosterOptions? roster = null, Action<IHostApplicationBuilder>? configure = null)
    {
        var invitation = new SiteInvitation(gateway, new("hearts"), new("leeds"), token, authority, null);
        folder.Write("invitation.json", JsonSerializer.Serialize(invitation, CoreJson.Options));

        var options = new SiteOptions { Data = folder.At("data"), Invitation = folder.At("invitation.json"), Plaintext = true, Device = "cpu", Health = health, Roster = roster ?? new() };
        var host = SiteHost.Create(options, builder =>
        {
            builder.Logging.ClearProviders();
            if (trainer is not null) builder.Services.AddSingleton(trainer);
            configure?.Invoke(builder);
        });

        try
        {
            await host.StartAsync();

            return new(host);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
