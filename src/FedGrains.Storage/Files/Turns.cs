namespace FedGrains.Storage.Files;

/// <summary>One caller at a time: <c>using var turn = await turns.Enter(ct)</c>.</summary>
internal static class Turns
{
    public static async ValueTask<Turn> Enter(this SemaphoreSlim turns, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(cancellationToken);
        return new(turns);
    }

    internal readonly struct Turn(SemaphoreSlim turns) : IDisposable
    {
        public void Dispose() => turns.Release();
    }
}
