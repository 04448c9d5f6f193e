namespace FedGrains.Site.Gateway;

/// <summary>How long to wait before trying again: exponential with full jitter, so that a hundred sites that lost one gateway do not come back as one.</summary>
/// <param name="random">Uniform in [0, 1).</param>
internal sealed class Backoff(Func<double> random)
{
    private const double FirstLeast = 100;
    private const double FirstSpread = 150;
    private const double Base = 250;
    private const int MostDoublings = 6;

    private static readonly double Longest = TimeSpan.FromSeconds(15).TotalMilliseconds;

    /// <summary>The wait before attempt <paramref name="attempt"/>, counted from 1 after a failure. The first is short: most losses are a gateway that restarts.</summary>
    public TimeSpan Delay(int attempt) => TimeSpan.FromMilliseconds(attempt <= 1
        ? FirstLeast + (FirstSpread * random())
        : FirstLeast + (random() * Math.Min(Longest - FirstLeast, Base * Math.Pow(2, Math.Min(attempt, MostDoublings)))));
}
