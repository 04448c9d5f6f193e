using System.Threading.Channels;

using FedGrains.Privacy.SecureAggregation;
using FedGrains.Protocol.V1;

namespace FedGrains.Site.Masking;

/// <summary>
/// Messages that wait for their turn: of each kind the newest, in the place of the oldest. What is due comes again until it is answered, so that an older
/// one is not missed, and a site that is slow has no pile of the same.
/// </summary>
internal sealed class MaskingQueue
{
    private readonly Dictionary<Topic, MaskingMessage> _waiting = [];
    private readonly Channel<Topic> _order = Channel.CreateUnbounded<Topic>(new() { SingleReader = true });

    public void Put(MaskingMessage message, bool isOutgoing)
    {
        var topic = new Topic(isOutgoing, WireMessage.Kind(message.Message.Span));

        lock (_waiting)
        {
            var isNew = !_waiting.ContainsKey(topic);
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

    private readonly record struct Topic(bool IsOutgoing, MessageKind? Kind);
}
