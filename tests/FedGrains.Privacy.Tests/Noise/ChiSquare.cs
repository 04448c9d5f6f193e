namespace FedGrains.Privacy.Tests.Noise;

/// <summary>Pearson's test of draws against their probabilities.</summary>
internal static class ChiSquare
{
    private const double FewestExpected = 20;

    /// <summary>Fails when the draws are further from <paramref name="probability"/> than chance is once in some billion times. Values that are too rare to count alone are one class.</summary>
    public static void Holds(IReadOnlyCollection<long> draws, Func<long, double> probability)
    {
        var counts = draws.CountBy(x => x).ToDictionary();
        var limit = counts.Keys.Max(Math.Abs);
        var (statistic, classes, restCount, restProbability) = (0.0, 0, draws.Count, 1.0);

        for (var x = -limit; x <= limit; x++)
        {
            var expected = probability(x) * draws.Count;
            if (expected < FewestExpected) continue;

            var count = counts.GetValueOrDefault(x);
            statistic += (count - expected) * (count - expected) / expected;
            (classes, restCount, restProbability) = (classes + 1, restCount - count, restProbability - probability(x));
        }

        var rest = Math.Max(restProbability * draws.Count, 1e-9);
        if (rest > 1) statistic += (restCount - rest) * (restCount - rest) / rest;
        else Assert.InRange(restCount, 0, 20);

        // The statistic has the mean classes and the variance 2 classes.
        Assert.InRange(statistic, 0, classes + (6 * Math.Sqrt(2.0 * classes)) + 15);
        Assert.True(classes > 1);
    }
}
