using FedGrains.Cli.Audits;
using FedGrains.Cli.CommandLine;
using FedGrains.Coordinator;
using FedGrains.Core.Identifiers;

namespace FedGrains.Cli.Demo;

/// <summary>The demonstration's audit log, exported and verified.</summary>
internal static class DemoAudit
{
    public static async Task Export(DemoOptions options, CoordinatorEndpoints coordinator, FederationId federation, Terminal terminal, CancellationToken cancellation)
    {
        if (options.Storage is not null)
        {
            terminal.Say("The audit trail is in the storage account, as lines in the container 'audit'.");
            return;
        }

        var folder = Path.Combine(options.Output, "audit");
        var (tiles, key) = AuditLogs.AtCoordinator(coordinator.Data, federation);
        await AuditLogs.Said(() => AuditExportCommand.Write(tiles, key, folder, cancellation));
        var verified = await AuditLogs.Said(() => AuditLogs.Exported(folder, key.ToString()).Verify([], null, cancellation));
        terminal.Say($"What was decided and sent is in '{folder}': {verified.Size} entries of a log that nobody can rewrite unseen. Verify it with: fedgrains audit verify {folder}");
    }
}
