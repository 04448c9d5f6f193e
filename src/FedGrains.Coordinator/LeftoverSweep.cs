using FedGrains.Storage.Artifacts;

namespace FedGrains.Coordinator;

/// <summary>Clears away, at start, what uploads and stages that nobody came back to have left.</summary>
internal sealed class LeftoverSweep(IArtifactStore artifacts) : BackgroundService
{
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(2);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => artifacts.Sweep(Abandoned, stoppingToken);
}
