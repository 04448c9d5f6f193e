namespace FedGrains.Site.Tests.Testing;

/// <summary>Waits for a condition that nothing announces.</summary>
internal static class Until
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(10);

    public static Task True(Func<bool> condition) => True(() => Task.FromResult(condition()));

    public static async Task True(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var turns = new PeriodicTimer(Turn);

        while (!await condition()) await turns.WaitForNextTickAsync(limit.Token);
    }
}
