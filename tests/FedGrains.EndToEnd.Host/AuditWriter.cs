using System.Globalization;
using System.Security.Cryptography;

using FedGrains.Storage.Auditing;
using FedGrains.Storage.Keys;

namespace FedGrains.EndToEnd.Host;

/// <summary>Appends to an audit log as fast as it can, and says of each entry that it is durable, until it is killed.</summary>
internal static class AuditWriter
{
    private const int Callers = 8;

    public static async Task Run(string data, string life, CancellationToken cancellation)
    {
        using var vault = await FileKeyVault.Open(Path.Combine(data, "keys"), new VaultProtection.KeyFile(Path.Combine(data, "vault.key")), RandomNumberGenerator.Create(), cancellation);
        await using var logs = new FileAuditLogs(data, vault, TimeProvider.System);
        var next = 0;

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            while (!cancellation.IsCancellationRequested)
            {
                var entry = string.Create(CultureInfo.InvariantCulture, $"{life}-{Interlocked.Increment(ref next)}");
                await logs.Append(new(TimeProvider.System.GetUtcNow(), new("cardio"), null, "test.append", "done", entry), cancellation);
                await Console.Out.WriteLineAsync(entry);
            }
        }, cancellation)));
    }
}
