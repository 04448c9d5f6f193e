using System.Diagnostics;
using System.Globalization;

namespace FedGrains.EndToEnd.Host;

/// <summary>The durable step at which this process dies as <c>kill -9</c> would have it: nothing is flushed, closed or said.</summary>
/// <param name="Step">A grain state's name, or an artifact operation.</param>
/// <param name="Count">At the how many-th time since the process started.</param>
/// <param name="After">Once the step is durable, or just before it.</param>
internal sealed record CrashPoint(string Step, int Count, bool After)
{
    private int _seen;

    public static CrashPoint? Parse(string? text) => text?.Split(':') switch
    {
        null => null,
        [var step, var count, "before"] => new(step, int.Parse(count, CultureInfo.InvariantCulture), After: false),
        [var step, var count, "after"] => new(step, int.Parse(count, CultureInfo.InvariantCulture), After: true),
        _ => throw new FormatException($"'{text}' is not step:count:before or step:count:after."),
    };

    public async Task Around(string step, Func<Task> action)
    {
        var here = step == Step && Interlocked.Increment(ref _seen) == Count;

        if (here && !After) Die();

        await action();

        if (here) Die();
    }

    private static void Die()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
        // The signal is on its way; nothing may happen until it is here.
        Thread.Sleep(Timeout.Infinite);
    }
}
