using System.Collections.Immutable;

using FedGrains.Contracts.Masking;

namespace FedGrains.Grains.Nodes;

/// <summary>
/// The messages of secure aggregation that a site has not answered, the newest of each topic. Whoever waits repeats them, so one that has not been repeated for a while is
/// due no more; and one that was put on a connection that lives has arrived, so it goes out again only in case that the site could not take it in.
/// </summary>
internal sealed class PendingMessages
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan SendAgain = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, Pending> _topics = new(StringComparer.Ordinal);

    /// <summary>Notes a message, and says whether it is to be sent now.</summary>
    public bool Take(MaskingMessage message, Guid? connection, DateTimeOffset now)
    {
        Forget(now);

        var isSent = connection is not null && _topics.TryGetValue(message.Topic, out var known)
            && known.Connection == connection && now - known.SentAt < SendAgain && known.Message.Message.AsSpan().SequenceEqual(message.Message);
        _topics[message.Topic] = isSent ? _topics[message.Topic] with { RepeatedAt = now } : new(message, now, connection, now);

        return !isSent && connection is not null;
    }

    /// <summary>All that is due, now sent on a new connection.</summary>
    public ImmutableArray<MaskingMessage> Due(Guid connection, DateTimeOffset now)
    {
        Forget(now);
        foreach (var topic in _topics.Keys.ToArray()) _topics[topic] = _topics[topic] with { Connection = connection, SentAt = now };

        return [.. _topics.Values.Select(p => p.Message)];
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (topic, pending) in _topics.ToArray())
            if (now - pending.RepeatedAt > GoodFor) _topics.Remove(topic);
    }

    private sealed record Pending(MaskingMessage Message, DateTimeOffset RepeatedAt, Guid? Connection, DateTimeOffset SentAt);
}
