using System.Threading.Channels;

namespace FedGrains.Site.Tests.Testing;

/// <summary>Things that happened, in order; a test waits for the next one.</summary>
internal sealed class Received<T>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Channel<T> _items = Channel.CreateUnbounded<T>();
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Add(T item)
    {
        Interlocked.Increment(ref _count);
        _items.Writer.TryWrite(item);
    }

    public async Task<T> Next()
    {
        using var limit = new CancellationTokenSource(Limit);

        return await _items.Reader.ReadAsync(limit.Token);
    }
}
