using System.Collections.Immutable;
using System.Reflection;

using FedGrains.Storage;
using FedGrains.Storage.Auditing;

namespace FedGrains.Coordinator;

/// <summary>Writes down that the coordinator starts and stops. One that cannot write it down does not start.</summary>
internal sealed partial class LifeAudit(CoordinatorOptions options, IAuditTrail trail, TimeProvider clock, ILogger<LifeAudit> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Write("coordinator.start", cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Write("coordinator.stop", cancellationToken);
        }
        catch (Exception e) when (e is StorageException or OperationCanceledException)
        {
            // It stops all the same, as it would have without a word.
            LogNotWritten(e);
        }
    }

    private Task Write(string action, CancellationToken cancellationToken) => trail.Append(
        new(clock.GetUtcNow(), null, null, action, "done")
        {
            Details = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal)
                .Add("process", options.SiloName).Add("roles", options.Roles.ToString()).Add("version", typeof(LifeAudit).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion),
        },
        cancellationToken);

    [LoggerMessage(Level = LogLevel.Error, Message = "Coordinator: that it stops could not be written to the audit log")]
    private partial void LogNotWritten(Exception e);
}
