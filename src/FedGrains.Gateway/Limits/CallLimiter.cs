using System.Threading.RateLimiting;

namespace FedGrains.Gateway.Limits;

/// <summary>Counts what remote addresses take of the gateway before anyone there has proved who they are.</summary>
internal sealed class CallLimiter(GatewayLimits limits, TimeSpan window) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _enrolments = PerAddress(limits.EnrolmentsPerMinute, window);
    private readonly PartitionedRateLimiter<string> _refusals = PerAddress(limits.RefusalsPerMinute, window);

    public CallLimiter(GatewayLimits limits)
        : this(limits, TimeSpan.FromMinutes(1))
    {
    }

    /// <summary>Whether one more enrolment from the address is looked at.</summary>
    public bool AllowsEnrolment(string address) => Takes(_enrolments, address);

    /// <summary>Whether one more refusal is explained to the address, and audited by itself.</summary>
    public bool AllowsRefusal(string address) => Takes(_refusals, address);

    public void Dispose()
    {
        _enrolments.Dispose();
        _refusals.Dispose();
    }

    private static bool Takes(PartitionedRateLimiter<string> limiter, string address)
    {
        using var lease = limiter.AttemptAcquire(address);

        return lease.IsAcquired;
    }

    // An address that is not heard of for a while is forgotten by the limiter itself.
    private static PartitionedRateLimiter<string> PerAddress(int permits, TimeSpan window) => PartitionedRateLimiter.Create<string, string>(
        address => RateLimitPartition.GetFixedWindowLimiter(address, _ => new() { PermitLimit = permits, Window = window, QueueLimit = 0 }),
        StringComparer.Ordinal);
}
