using FedGrains.Site.Datasets;
using FedGrains.Site.Gateway;
using FedGrains.Site.Identity;

using Grpc.Core;

namespace FedGrains.Site.Connection;

/// <summary>Keeps the site connected: enrols it, connects, and connects again.</summary>
internal sealed partial class GatewayConnection(
    SiteIdentity identity,
    Enrolment enrolment,
    ConfiguredDatasets configured,
    GatewaySession session,
    Backoff backoff,
    ConnectionStatus status,
    TimeProvider clock,
    ILogger<GatewayConnection> logger) : BackgroundService
{
    // Nothing but a person mends a refusal, so there is no hurry.
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromSeconds(30);

    private int _failures;
    private string? _lastReason;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await configured.Register(stoppingToken);

        while (!stoppingToken.IsCancellationRequested)
        {
            var delay = await Connect(stoppingToken);

            try
            {
                await Task.Delay(delay, clock, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<TimeSpan> Connect(CancellationToken stopping)
    {
        try
        {
            await enrolment.Ensure(stopping);
            await session.Run(Welcomed, stopping);

            return Lost("The gateway ended the connection.");
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            status.Lost("The site is stopping.");

            return TimeSpan.Zero;
        }
        catch (RpcException refusal) when (refusal.NeedsAPerson())
        {
            Lost(refusal.Sentence());

            return AfterRefusal;
        }
        catch (RpcException fault)
        {
            return Lost(fault.Sentence());
        }
        catch (Exception fault)
        {
            // The top of a loop that must not end: without it the site would look alive and be deaf.
            LogBroken(fault);

            return Lost("The connection broke down for a reason that the log has.");
        }
    }

    private void Welcomed(TimeSpan heartbeat)
    {
        (_failures, _lastReason) = (0, null);
        LogConnected(identity.Node, identity.Terms.Gateway, heartbeat);
    }

    private TimeSpan Lost(string reason)
    {
        var delay = backoff.Delay(++_failures);
        status.Lost(reason);

        if (reason != _lastReason) LogLost(reason);
        _lastReason = reason;

        return delay;
    }
}
