using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace FedGrains.Grains.Tests.Grids;

/// <summary>Waits for what must come about, however slow the machine is.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>The first value that <paramref name="read"/> gives and <paramref name="holds"/> accepts; the last one is in the message when none comes.</summary>
    public static async Task<T> Get<T>(Func<Task<T>> read, Func<T, bool> holds, TimeSpan? limit = null, [CallerArgumentExpression(nameof(holds))] string what = "")
    {
        var watch = Stopwatch.StartNew();

        while (true)
        {
            var value = await read();

            if (holds(value)) return value;
            Assert.True(watch.Elapsed < (limit ?? Limit), $"It never came about that {what}. Last: {value}");

            await Task.Delay(Pause);
        }
    }

    public static Task Holds(Func<Task<bool>> read, TimeSpan? limit = null, [CallerArgumentExpression(nameof(read))] string what = "") => Get(read, holds: v => v, limit, what);
}
