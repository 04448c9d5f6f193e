using FedGrains.Core.Evaluation;
using FedGrains.Core.Training;

namespace FedGrains.Training.Metrics;

/// <summary>The area under the ROC curve: the share of pairs of one record of each class in which class 1 has the higher score, a tie counting half (Mann and Whitney, 1947).</summary>
internal static class AreaUnderCurve
{
    /// <summary>The area, or null where one class is missing. Sorts <paramref name="scores"/>.</summary>
    public static Measurement? Measure(float[] scores, float[] labels)
    {
        var positives = labels.LongCount(label => label == 1);
        var negatives = labels.Length - positives;

        if (positives == 0 || negatives == 0) return null;

        var above = PositiveRanks(scores, [.. labels]) - (positives * (positives + 1) / 2.0);
        var area = above / positives / negatives;

        return new(MetricNames.AreaUnderCurve, area, labels.Length, labels.Length * SquaredError(area, positives, negatives));
    }

    /// <summary>The sum of the ranks of class 1, from 1; equal scores share the mean of their ranks.</summary>
    private static double PositiveRanks(float[] scores, float[] labels)
    {
        Array.Sort(scores, labels);
        var sum = 0d;

        for (int start = 0, end; start < scores.Length; start = end)
        {
            end = start + 1;
            while (end < scores.Length && scores[end] == scores[start]) end++;

            var rank = (start + 1 + end) / 2.0;
            sum += rank * labels.AsSpan(start, end - start).Count(1f);
        }

        return sum;
    }

    // Hanley and McNeil (1982), equation 1. Rounding may take a perfect area's error below 0.
    private static double SquaredError(double area, long positives, long negatives)
    {
        var twoPositives = area / (2 - area);
        var twoNegatives = 2 * area * area / (1 + area);
        var sum = (area * (1 - area)) + ((positives - 1) * (twoPositives - (area * area))) + ((negatives - 1) * (twoNegatives - (area * area)));

        return Math.Max(0, sum / positives / negatives);
    }
}
