namespace FedGrains.Gateway.Tests.Hosting;

internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Asks until there is an answer; fails with <paramref name="what"/> when there is none in a minute.</summary>
    public static async Task<T> Get<T>(string what, Func<Task<T?>> ask)
        where T : class
    {
        using var patience = new CancellationTokenSource(Patience);

        while (!patience.IsCancellationRequested)
        {
            if (await ask() is { } answer) return answer;

            await Task.Delay(Pause, CancellationToken.None);
        }

        throw new TimeoutException($"It did not happen within {Patience}: {what}.");
    }

    public static Task Be(string what, Func<Task<bool>> ask) => Get(what, async () => await ask() ? "yes" : null);
}
