using FedGrains.Contracts;
using FedGrains.Contracts.Federations;
using FedGrains.Contracts.Runs;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Json;
using FedGrains.Grains.Telemetry;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

using Orleans.Serialization;

namespace FedGrains.Grains;

/// <summary>What a coordinator silo needs besides storage, reminders and an artifact store.</summary>
public static class GrainsRegistration
{
    public static ISiloBuilder AddFedGrains(this ISiloBuilder silo)
    {
        silo.Services.AddFedGrainsContracts();
        silo.Services.Configure<SystemTextJsonGrainStorageSerializerOptions>(o => CoreJson.Configure(o.JsonSerializerOptions));
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddMetrics();
        silo.Services.TryAddSingleton<CoordinatorInstruments>();

        return silo.AddStartupTask(WakeRuns);
    }

    // Reminders would wake the runs within a minute; a restarted coordinator need not wait for them.
    private static async Task WakeRuns(IServiceProvider services, CancellationToken cancellation)
    {
        var grains = services.GetRequiredService<IGrainFactory>();

        foreach (var federation in await grains.GetGrain<IFederationDirectoryGrain>(IFederationDirectoryGrain.Key).List())
        {
            if (await grains.GetGrain<IFederationGrain>(federation.Value).Describe() is not { } known) continue;

            await Task.WhenAll(known.Runs.Select(r => grains.GetGrain<IRunGrain>(new RunKey(federation, r).ToString()).Wake()));
        }
    }
}
