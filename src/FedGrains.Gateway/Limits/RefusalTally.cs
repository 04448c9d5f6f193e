using System.Collections.Immutable;
using System.Globalization;

using FedGrains.Storage.Auditing;

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FedGrains.Gateway.Limits;

/// <summary>Refusals beyond the limit are not audited one by one, or whoever floods the gateway fills its disk: each address gets an entry a minute, with their number.</summary>
internal sealed partial class RefusalTally(IAuditTrail trail, TimeProvider clock, ILogger<RefusalTally> logger) : BackgroundService
{
    public const string Reason = "too-many";

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly PeriodicTimer _minutes = new(Every, clock);
    private readonly Lock _lock = new();
    private Dictionary<string, long> _refusals = new(StringComparer.Ordinal);

    public void Count(string address, long refusals = 1)
    {
        lock (_lock) _refusals[address] = _refusals.GetValueOrDefault(address) + refusals;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Write();
    }

    public override void Dispose()
    {
        _minutes.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _minutes.WaitForNextTickAsync(stoppingToken)) await Write();
    }

    private async Task Write()
    {
        foreach (var (address, refusals) in Taken())
        {
            try
            {
                await trail.Append(Entry(address, refusals), CancellationToken.None);
                LogRefused(refusals, address);
            }
            catch (Exception exception)
            {
                // The top of a loop that must not end: the next minute tells of these too.
                Count(address, refusals);
                LogNotWritten(exception);
            }
        }
    }

    private Dictionary<string, long> Taken()
    {
        lock (_lock)
        {
            var taken = _refusals;
            _refusals = new(StringComparer.Ordinal);

            return taken;
        }
    }

    private AuditEntry Entry(string address, long refusals) =>
        new(clock.GetUtcNow(), null, null, "calls", "refused", $"{refusals} more calls from {address} were refused in the last minute, beyond the limit, and are not listed one by one.")
        {
            Details = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal)
                .Add("count", refusals.ToString(CultureInfo.InvariantCulture)).Add("peer", address).Add("reason", Reason),
        };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Refusals} more calls from {Address} were refused in the last minute, beyond the limit")]
    private partial void LogRefused(long refusals, string address);

    [LoggerMessage(Level = LogLevel.Error, Message = "The refusals of the last minute could not be written to the audit trail; they are tried again")]
    private partial void LogNotWritten(Exception exception);
}
