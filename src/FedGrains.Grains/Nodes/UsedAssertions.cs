namespace FedGrains.Grains.Nodes;

/// <summary>The assertions a node has used and that have not expired. It holds no more than the node can sign in an assertion's lifetime.</summary>
/// <param name="since">
/// When this memory began, by the site's clock at its fastest: what was signed before may have been used before. Whatever was used at a time t
/// was issued at t + lead or before, and t was before the beginning.
/// </param>
internal sealed class UsedAssertions(DateTimeOffset since)
{
    // The lead is stored when it grows. In steps, so that a clock's trembling is not a write each time; small ones, because a site may have to wait one out.
    private static readonly TimeSpan LeadStep = TimeSpan.FromMilliseconds(100);

    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, DateTimeOffset> _byExpiry = new();

    /// <summary>How far the clock that gave <paramref name="issuedAt"/> is ahead, rounded up to a step; 0 when it is not.</summary>
    public static TimeSpan Lead(DateTimeOffset issuedAt, DateTimeOffset now) =>
        issuedAt <= now ? TimeSpan.Zero : LeadStep * Math.Ceiling((issuedAt - now) / LeadStep);

    public bool Use(string id, DateTimeOffset issuedAt, DateTimeOffset expiresAt, DateTimeOffset now)
    {
        while (_byExpiry.TryPeek(out var oldest, out var expiry) && expiry < now)
        {
            _byExpiry.Dequeue();
            _used.Remove(oldest);
        }

        if (issuedAt < since || !_used.Add(id)) return false;

        _byExpiry.Enqueue(id, expiresAt);
        return true;
    }
}
