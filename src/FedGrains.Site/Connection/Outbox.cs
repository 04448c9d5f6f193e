using System.Collections.Concurrent;
using System.Threading.Channels;

using FedGrains.Protocol.V1;

namespace FedGrains.Site.Connection;

/// <summary>What goes up the standing connection. Nothing here has to arrive: progress is out of date soon, and a new connection's hello tells the datasets.</summary>
internal sealed class Outbox
{
    private const int Capacity = 1024;

    private readonly ConcurrentDictionary<string, DatasetSummary> _told = new(StringComparer.Ordinal);
    private readonly Channel<SiteMessage> _messages = Channel.CreateBounded<SiteMessage>(new BoundedChannelOptions(Capacity)
    {
        FullMode = BoundedChannelFullMode.DropOldest,
        SingleReader = true,
    });

    public ChannelReader<SiteMessage> Messages => _messages.Reader;

    public void Tell(Progress progress) => _messages.Writer.TryWrite(new() { Progress = progress });

    public void Beat() => _messages.Writer.TryWrite(new() { Heartbeat = new() });

    /// <summary>Tells of a dataset, unless exactly this has been told.</summary>
    public void Tell(DatasetSummary dataset)
    {
        if (_told.TryGetValue(dataset.Name, out var told) && told.Equals(dataset)) return;

        _told[dataset.Name] = dataset;
        _messages.Writer.TryWrite(new() { Dataset = dataset });
    }

    /// <summary>Forgets what an earlier connection did not take.</summary>
    public void Clear()
    {
        while (_messages.Reader.TryRead(out _)) ;
        _told.Clear();
    }

    /// <summary>Notes what a hello tells.</summary>
    public void Told(DatasetSummary dataset) => _told[dataset.Name] = dataset;
}
