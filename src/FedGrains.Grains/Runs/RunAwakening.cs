using FedGrains.Contracts.Federations;
using FedGrains.Contracts.Runs;
using FedGrains.Core.Federations;
using FedGrains.Core.Identifiers;

using Microsoft.Extensions.Logging;

namespace FedGrains.Grains.Runs;

/// <summary>Wakes every run when a silo starts. Reminders would do it within a minute; a restarted coordinator need not wait for them.</summary>
internal sealed partial class RunAwakening(IGrainFactory grains, ILogger<RunAwakening> logger) : IStartupTask
{
    public async Task Execute(CancellationToken cancellationToken)
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

    [LoggerMessage(Level = LogLevel.Error, Message = "Run {Run}: it could not be woken; its reminder tries again")]
    private partial void LogNotWoken(RunKey run, Exception exception);
}
