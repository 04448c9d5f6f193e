using FedGrains.Attacks.Statistics;
using FedGrains.Core.Attacks;

namespace FedGrains.Attacks.Properties;

/// <summary>
/// Tells from a site's update whether its records as a whole have a property, from updates of known data with it and without (Ateniese et al. 2015; Ganju et al. 2018): a linear
/// classifier over standardised parameters, by ridge regression. What it finds is of the site, not of one record, and record-level privacy does not promise to hide it.
/// </summary>
public sealed class PropertyInference
{
    private readonly double[][] _seen;
    private readonly double[] _means, _deviations, _weights;

    private PropertyInference(double[][] seen, double[] means, double[] deviations, double[] weights) =>
        (_seen, _means, _deviations, _weights) = (seen, means, deviations, weights);

    /// <summary>Learns from updates of one length with the property and without it, at least 1 of each.</summary>
    /// <param name="with">Updates of data with the property.</param>
    /// <param name="without">Updates of data without it.</param>
    /// <param name="ridge">The penalty, more than 0; 1 when every parameter is worth as much as noise.</param>
    public static PropertyInference Learn(IReadOnlyCollection<double[]> with, IReadOnlyCollection<double[]> without, double ridge = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ridge);
        if (with.Count == 0 || without.Count == 0) throw new ArgumentException("Updates with the property and without it are needed.");

        double[][] all = [.. with, .. without];
        var means = Enumerable.Range(0, all[0].Length).Select(i => all.Average(u => u[i])).ToArray();
        var deviations = means.Select((mean, i) => Math.Sqrt(all.Average(u => (u[i] - mean) * (u[i] - mean)))).ToArray();
        double[][] seen = [.. all.Select(u => Standardised(u, means, deviations))];

        // In the dual: as many unknowns as updates, not as parameters.
        double[][] kernel = [.. seen.Select((a, i) => seen.Select((b, j) => Kernel(a, b) + (i == j ? ridge : 0)).ToArray())];
        double[] sides = [.. with.Select(_ => 1d / with.Count), .. without.Select(_ => -1d / without.Count)];

        return new(seen, means, deviations, Cholesky.Solve(kernel, sides));
    }

    /// <summary>More than 0 when the update looks like those with the property.</summary>
    public double Score(double[] update)
    {
        var standardised = Standardised(update, _means, _deviations);

        return _seen.Select((seen, i) => _weights[i] * Kernel(seen, standardised)).Sum();
    }

    /// <summary>The share of updates that are told right, with its interval.</summary>
    public Share Accuracy(IReadOnlyCollection<double[]> with, IReadOnlyCollection<double[]> without, double confidence = 0.95) =>
        Binomial.Interval(with.Count(u => Score(u) > 0) + without.Count(u => Score(u) <= 0), with.Count + without.Count, confidence);

    private static double[] Standardised(double[] update, double[] means, double[] deviations) =>
        [.. update.Select((value, i) => deviations[i] > 0 ? (value - means[i]) / deviations[i] : 0)];

    private static double Kernel(double[] a, double[] b)
    {
        var sum = 0d;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];

        return sum / a.Length;
    }
}
