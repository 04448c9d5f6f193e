using System.Threading.Channels;

using FedGrains.Privacy.SecureAggregation;
using FedGrains.Protocol.V1;

namespace FedGrains.Site.Masking;

/// <summary>
/// Messages that wait for their turn, in order, each once: what is due comes again until it is answered, and a site that is slow has no pile of the same.
/// For the same reason one for which there is no room is not missed.
/// </summary>
internal sealed class MaskingQueue
{
    // More than two setups and a round ever have under way. A coordinator cannot fill the site's memory.
    private const int Capacity = 32;

    private readonly HashSet<(bool IsOutgoing, Sha256Digest Message)> _waiting = [];
    private readonly Channel<(MaskingMessage Message, bool IsOutgoing)> _order = Channel.CreateUnbounded<(MaskingMessage, bool)>(new() { SingleReader = true });

    public void Put(MaskingMessage message, bool isOutgoing)
    {
        lock (_waiting)
        {
            if (_waiting.Count < Capacity && _waiting.Add(TopicOf(message, isOutgoing))) _order.Writer.TryWrite((message, isOutgoing));
        }
    }

    /// <summary>Waits for the next message and takes it.</summary>
    public async Task<(MaskingMessage Message, bool IsOutgoing)> Take(CancellationToken cancellation)
    {
        var (message, isOutgoing) = await _order.Reader.ReadAsync(cancellation);

        lock (_waiting) _waiting.Remove(TopicOf(message, isOutgoing));

        return (message, isOutgoing);
    }

    private static (bool, Sha256Digest) TopicOf(MaskingMessage message, bool isOutgoing) => (isOutgoing, Sha256Digest.Of(message.Message.Span));
}
