namespace FedGrains.Grains.Nodes;

/// <summary>The assertions a node has used and that have not expired. It holds no more than the node can sign in an assertion's lifetime.</summary>
internal sealed class UsedAssertions(DateTimeOffset since)
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, DateTimeOffset> _byExpiry = new();

    public bool Use(string id, DateTimeOffset issuedAt, DateTimeOffset expiresAt, DateTimeOffset now)
    {
        while (_byExpiry.TryPeek(out var oldest, out var expiry) && expiry < now)
        {
            _byExpiry.Dequeue();
            _used.Remove(oldest);
        }

        // What was signed before this memory began may have been used before it began.
        if (issuedAt < since || !_used.Add(id)) return false;

        _byExpiry.Enqueue(id, expiresAt);
        return true;
    }
}
