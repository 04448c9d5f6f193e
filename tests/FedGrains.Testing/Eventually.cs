using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace FedGrains.Testing;

/// <summary>Waits for what must come about, however slow the machine is.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>The first value that <paramref name="read"/> gives and <paramref name="holds"/> accepts. When none comes in <paramref name="limit"/>, a minute unless told otherwise, the last one is in the message.</summary>
    public static async Task<T> Get<T>(Func<Task<T>> read, Func<T, bool> holds, TimeSpan? limit = null, [CallerArgumentExpression(nameof(holds))] string what = "")
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(Pause))
        {
            var value = await read();

            if (holds(value)) return value;
            if (watch.Elapsed > (limit ?? Patience)) throw new TimeoutException($"It did not come about within {limit ?? Patience}: {what}. Last: {value?.ToString() ?? "nothing"}");
        }
    }

    /// <summary>The first answer that is not null.</summary>
    public static async Task<T> Get<T>(string what, Func<Task<T?>> ask)
        where T : class => (await Get(ask, answer => answer is not null, what: what))!;

    public static Task Holds(Func<Task<bool>> read, TimeSpan? limit = null, [CallerArgumentExpression(nameof(read))] string what = "") => Get(read, value => value, limit, what);

    public static Task Be(string what, Func<Task<bool>> ask) => Holds(ask, what: what);
}
