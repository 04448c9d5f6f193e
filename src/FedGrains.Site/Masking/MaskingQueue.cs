using System.Threading.Channels;

using FedGrains.Privacy.SecureAggregation;
using FedGrains.Protocol.V1;

namespace FedGrains.Site.Masking;

/// <summary>
/// Messages that wait for their turn: of each kind the newest, in the place of the oldest; of rosters each, because the one in force and the next come one
/// after the other. What is due comes again until it is answered, so that one that is passed over is not missed, and a site that is slow has no pile.
/// </summary>
internal sealed class MaskingQueue
{
    // A coordinator cannot fill the site's memory.
    private const int Capacity = 16;

    private readonly Dictionary<Topic, MaskingMessage> _waiting = [];
    private readonly Channel<Topic> _order = Channel.CreateUnbounded<Topic>(new() { SingleReader = true });

    public void Put(MaskingMessage message, bool isOutgoing)
    {
        var kind = WireMessage.Kind(message.Message.Span);
        var topic = new Topic(isOutgoing, kind, kind is MessageKind.SignedRoster ? Sha256Digest.Of(message.Message.Span) : default);

        lock (_waiting)
        {
            var isNew = !_waiting.ContainsKey(topic);
            if (isNew && _waiting.Count >= Capacity) return;

            _waiting[topic] = message;
            if (isNew) _order.Writer.TryWrite(topic);
        }
    }

    /// <summary>Waits for the next message and takes it.</summary>
    public async Task<(MaskingMessage Message, bool IsOutgoing)> Take(CancellationToken cancellation)
    {
        var topic = await _order.Reader.ReadAsync(cancellation);

        lock (_waiting)
        {
            _waiting.Remove(topic, out var message);

            return (message!, topic.IsOutgoing);
        }
    }

    private readonly record struct Topic(bool IsOutgoing, MessageKind? Kind, Sha256Digest Roster);
}
