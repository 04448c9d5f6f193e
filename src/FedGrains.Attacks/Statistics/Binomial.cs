using FedGrains.Core.Attacks;

namespace FedGrains.Attacks.Statistics;

/// <summary>Counts of independent trials.</summary>
public static class Binomial
{
    private const int Halvings = 60;

    /// <summary>The exact two-sided confidence interval of a share (Clopper and Pearson 1934).</summary>
    /// <param name="successes">0 to <paramref name="trials"/>.</param>
    /// <param name="trials">At least 1.</param>
    /// <param name="confidence">The least probability that the interval holds the true share, in (0, 1).</param>
    public static Share Interval(int successes, int trials, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        if (!(confidence is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence is more than 0 and less than 1.");

        var tail = (1 - confidence) / 2;

        return new(
            (double)successes / trials,
            successes == 0 ? 0 : Bisect(p => AtLeast(successes, trials, p) < tail),
            successes == trials ? 1 : Bisect(p => 1 - AtLeast(successes + 1, trials, p) > tail));
    }

    /// <summary>The probability of at least <paramref name="successes"/> in so many trials of probability <paramref name="p"/>.</summary>
    public static double AtLeast(int successes, int trials, double p)
    {
        if (successes <= 0) return 1;
        if (p <= 0) return 0;
        if (p >= 1) return 1;

        var (sum, term) = (0d, 0d);
        for (var k = 1; k <= trials; k++)
        {
            // ln of the binomial coefficient, built up term by term.
            term += Math.Log(trials - k + 1) - Math.Log(k);
            if (k >= successes) sum += Math.Exp(term + (k * Math.Log(p)) + ((trials - k) * Math.Log(1 - p)));
        }

        return Math.Min(1, sum);
    }

    private static double Bisect(Predicate<double> isBelow)
    {
        var (low, high) = (0d, 1d);

        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = isBelow(middle) ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }
}
