namespace FedGrains.Site.Gateway;

/// <summary>A transfer's line, which counts as cut when nothing has moved on it for a while: TCP alone can take a quarter of an hour to notice.</summary>
internal sealed class Line : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _dead;
    private readonly CancellationTokenSource _linked;

    public Line(TimeProvider clock, CancellationToken cancellation)
    {
        _dead = new(Longest, clock);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_dead.Token, cancellation);
    }

    /// <summary>Something has moved.</summary>
    public void Moved() => _dead.CancelAfter(Longest);

    /// <summary>Runs a transfer; throws an <see cref="IOException"/> when its line died.</summary>
    public async Task<T> Watch<T>(Func<CancellationToken, Task<T>> transfer)
    {
        try
        {
            return await transfer(_linked.Token);
        }
        catch (OperationCanceledException fault) when (_dead.IsCancellationRequested)
        {
            throw new IOException($"Nothing has moved on the line to the gateway for {Longest.TotalSeconds} seconds.", fault);
        }
    }

    public Task Watch(Func<CancellationToken, Task> transfer) => Watch(
        async token =>
        {
            await transfer(token);
            return true;
        });

    public void Dispose()
    {
        _linked.Dispose();
        _dead.Dispose();
    }
}
