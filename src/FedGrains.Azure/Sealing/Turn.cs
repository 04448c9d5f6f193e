namespace FedGrains.Azure.Sealing;

/// <summary>One caller at a time.</summary>
internal readonly struct Turn : IDisposable
{
    private readonly SemaphoreSlim _turns;

    private Turn(SemaphoreSlim turns) => _turns = turns;

    public static async ValueTask<Turn> Of(SemaphoreSlim turns, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(cancellationToken);
        return new(turns);
    }

    public void Dispose() => _turns.Release();
}
