using FedGrains.Contracts;
using FedGrains.Core.Json;
using FedGrains.Grains.Masking;
using FedGrains.Grains.Rounds;
using FedGrains.Grains.Runs;
using FedGrains.Grains.Telemetry;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

using Orleans.Serialization;

namespace FedGrains.Grains;

/// <summary>What a coordinator silo needs besides storage, reminders, an artifact store and a key vault.</summary>
public static class GrainsRegistration
{
    public static ISiloBuilder AddFedGrains(this ISiloBuilder silo)
    {
        silo.Services.AddFedGrainsContracts();
        silo.Services.Configure<SystemTextJsonGrainStorageSerializerOptions>(o => CoreJson.Configure(o.JsonSerializerOptions));
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddMetrics();
        silo.Services.TryAddSingleton<CoordinatorInstruments>();
        silo.Services.TryAddSingleton<CoordinatorSigner>();
        silo.Services.TryAddSingleton<SealingKeys>();

        return silo.AddStartupTask<RunAwakening>();
    }
}
