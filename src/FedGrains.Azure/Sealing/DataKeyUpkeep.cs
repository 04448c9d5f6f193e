using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FedGrains.Azure.Sealing;

/// <summary>Wraps data keys anew once the vault's key was rotated: looked after at start, and once a day.</summary>
internal sealed partial class DataKeyUpkeep(DataKeys keys, TimeProvider clock, ILogger<DataKeyUpkeep> logger) : BackgroundService
{
    private static readonly TimeSpan s_every = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var days = new PeriodicTimer(s_every, clock);

        do
        {
            try
            {
                if (await keys.Rewrap(stoppingToken) is var changed and > 0) LogRewrapped(changed);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The top of a loop that must not end: the older version of the key still opens them.
                LogNotRewrapped(e);
            }
        }
        while (await days.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Storage: {Count} data keys are wrapped with the latest version of the vault's key now")]
    private partial void LogRewrapped(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Storage: data keys could not be wrapped anew; it is tried again tomorrow")]
    private partial void LogNotRewrapped(Exception e);
}
