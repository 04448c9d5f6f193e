namespace FedGrains.Grains.Tests.Grids;

/// <summary>Stands around everything that a silo makes durable, to stop the world just before or just after.</summary>
internal sealed class WriteGate
{
    private volatile Stop? _stop;

    /// <summary>Holds the next write that is not let through, and all after it.</summary>
    /// <param name="after">Once it is durable, or before.</param>
    /// <param name="skip">How many writes are let through first.</param>
    public Stop Hold(bool after, int skip = 0) => _stop = new(after, skip);

    /// <summary>Everyone who waits, and everyone who comes later, is refused: their silo is dead.</summary>
    public void Break() => _stop?.Break();

    /// <summary>Everyone who waits is refused, and whoever comes later is let through: one answer was lost on the way.</summary>
    public void Lose()
    {
        var stop = _stop;
        _stop = null;
        stop?.Break();
    }

    public async Task<T> Around<T>(string what, Func<Task<T>> write)
    {
        var stop = _stop;

        if (stop is { After: false }) await stop.Wait(what);

        var written = await write();

        if (stop is { After: true }) await stop.Wait(what);

        return written;
    }

    public Task Around(string what, Func<Task> write) => Around(what, async () =>
    {
        await write();
        return true;
    });

    internal sealed class Stop(bool after, int skip)
    {
        private readonly TaskCompletionSource<string> _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _skip = skip;

        public bool After => after;

        /// <summary>What the first held write was of.</summary>
        public Task<string> Reached => _reached.Task;

        public void Break() => _open.TrySetException(new IOException("The silo died here."));

        public void LetGo() => _open.TrySetResult();

        public Task Wait(string what)
        {
            if (Interlocked.Decrement(ref _skip) >= 0) return Task.CompletedTask;

            _reached.TrySetResult(what);

            return _open.Task;
        }
    }
}
