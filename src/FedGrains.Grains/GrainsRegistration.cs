using FedGrains.Contracts;
using FedGrains.Core.Json;
using FedGrains.Grains.Auditing;
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
    private static readonly TimeSpan s_reminderRefresh = TimeSpan.FromMinutes(1);

    public static ISiloBuilder AddFedGrains(this ISiloBuilder silo)
    {
        silo.Services.AddFedGrainsContracts();
        silo.Services.Configure<SystemTextJsonGrainStorageSerializerOptions>(o => CoreJson.Configure(o.JsonSerializerOptions));
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddMetrics();
        silo.Services.TryAddSingleton<CoordinatorInstruments>();
        silo.Services.TryAddSingleton<CoordinatorSigner>();
        silo.Services.TryAddSingleton<SealingKeys>();
        silo.Services.TryAddSingleton<DecisionLog>();

        silo.AddPlacementDirector<SpreadPlacement, SpreadPlacementDirector>();

        // A silo that took over a dead one's reminders while storage was away has none of them until it looks again.
        silo.Services.Configure<ReminderOptions>(o => o.RefreshReminderListPeriod = s_reminderRefresh);

        return silo.AddStartupTask<RunAwakening>();
    }

    /// <summary>Lets clients of the cluster call the grains in Contracts, and nothing else.</summary>
    public static ISiloBuilder LimitClientsToContracts(this ISiloBuilder silo) => silo.AddIncomingGrainCallFilter<ContractsOnly>();
}
