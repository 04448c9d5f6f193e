namespace FedGrains.Grains.Tests.Grids;

/// <summary>Stands before every grain call, to stop the world at a chosen point.</summary>
internal sealed class CallGate : IIncomingGrainCallFilter
{
    private volatile Stop? _stop;

    /// <summary>Holds every call of this method until it is let go.</summary>
    public Stop Hold<TGrain>(string method) => _stop = new(typeof(TGrain), method);

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (_stop is { } stop && stop.Concerns(context)) await stop.Wait();

        await context.Invoke();
    }

    /// <summary>Everyone who waits, and everyone who comes later, is refused: their silo is dead.</summary>
    public void Break() => _stop?.Break();

    internal sealed class Stop(Type grain, string method)
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Completes when the first call is held.</summary>
        public Task Reached => _reached.Task.WaitAsync(TimeSpan.FromSeconds(60));

        public void LetGo() => _open.TrySetResult();

        public void Break() => _open.TrySetException(new IOException("The silo died here."));

        public bool Concerns(IIncomingGrainCallContext context) => context.InterfaceMethod.DeclaringType == grain && context.InterfaceMethod.Name == method;

        public Task Wait()
        {
            _reached.TrySetResult();

            return _open.Task;
        }
    }
}
