namespace FedGrains.Site.Tests.Testing;

/// <summary>
/// The end of a process at a chosen point: from the grain call that is chosen on, before it or after what it stored, no grain does anything any more. The
/// host that remains has to be thrown away.
/// </summary>
internal sealed class Death(string method, bool after, Func<IIncomingGrainCallContext, bool>? chosen = null) : IIncomingGrainCallFilter
{
    private readonly TaskCompletionSource _came = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the process is dead.</summary>
    public Task Came => _came.Task.WaitAsync(TimeSpan.FromSeconds(30));

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.InterfaceMethod.DeclaringType?.Namespace?.StartsWith("FedGrains", StringComparison.Ordinal) is not true)
        {
            await context.Invoke();
            return;
        }

        var isHere = context.InterfaceMethod.Name == method && chosen?.Invoke(context) is not false;
        if (isHere && !after) Die();
        ThrowIfDead();
        await context.Invoke();
        if (isHere) Die();
        ThrowIfDead();
    }

    private void Die() => _came.TrySetResult();

    private void ThrowIfDead()
    {
        if (_came.Task.IsCompleted) throw new IOException("The process died here.");
    }
}
