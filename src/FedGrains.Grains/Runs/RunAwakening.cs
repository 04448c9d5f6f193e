using FedGrains.Contracts.Federations;
using FedGrains.Contracts.Runs;
using FedGrains.Core.Federations;
using FedGrains.Core.Identifiers;

using Microsoft.Extensions.Logging;

namespace FedGrains.Grains.Runs;

/// <summary>Wakes every run when a silo starts, and when one has died and took rounds with it. Reminders would do it within minutes; nobody need wait for them.</summary>
internal sealed partial class RunAwakening(IGrainFactory grains, ISiloStatusOracle silos, ILogger<RunAwakening> logger) : IStartupTask, ISiloStatusListener
{
    public Task Execute(CancellationToken cancellationToken)
    {
        silos.SubscribeToSiloStatusEvents(this);

        return WakeAll();
    }

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        if (status is SiloStatus.Dead && IsFirst()) Task.Run(WakeAfter(updatedSilo)).Ignore();
    }

    // One of those who are left is enough, and they agree on which.
    private bool IsFirst() => silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Min() is { } first && first.Equals(silos.SiloAddress);

    private Func<Task> WakeAfter(SiloAddress dead) => async () =>
    {
        try
        {
            await WakeAll();
            LogWoken(dead);
        }
        catch (Exception exception)
        {
            LogNothingWoken(dead, exception);
        }
    };

    private async Task WakeAll()
    {
        foreach (var federation in await grains.GetGrain<IFederationDirectoryGrain>(IFederationDirectoryGrain.Key).List())
        {
            if (await grains.GetGrain<IFederationGrain>(federation.Value).Describe() is { } known) await Wake(known);
        }
    }

    private Task Wake(Federation federation) => Task.WhenAll(federation.Runs.Select(async run =>
    {
        var key = new RunKey(federation.Id, run);

        try
        {
            await grains.GetGrain<IRunGrain>(key.ToString()).Wake();
        }
        catch (Exception exception)
        {
            // One run that cannot be read must not keep the others, and the silo, from starting.
            LogNotWoken(key, exception);
        }
    }));

    [LoggerMessage(Level = LogLevel.Information, Message = "Silo {Silo} has died: every run was woken")]
    private partial void LogWoken(SiloAddress silo);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Silo {Silo} has died, and the runs could not be read to wake them; their reminders do it")]
    private partial void LogNothingWoken(SiloAddress silo, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Run {Run}: it could not be woken; its reminder tries again")]
    private partial void LogNotWoken(RunKey run, Exception exception);
}
