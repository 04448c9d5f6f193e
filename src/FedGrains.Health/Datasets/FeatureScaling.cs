using System.Collections.Immutable;

namespace FedGrains.Health.Datasets;

/// <summary>How each feature x becomes (x − mean) / (sd + ε).</summary>
/// <param name="Mean">A mean for every feature.</param>
/// <param name="StandardDeviation">A standard deviation (n − 1) for every feature; 0 for a constant one and for a single row.</param>
/// <param name="Epsilon">Keeps a constant feature finite.</param>
public sealed record FeatureScaling(ImmutableArray<double> Mean, ImmutableArray<double> StandardDeviation, double Epsilon = FeatureScaling.DefaultEpsilon)
{
    /// <summary>FLamby's ε. A feature that is constant in the training fold is 0 there, but can be very large in another fold.</summary>
    public const double DefaultEpsilon = 1e-9;

    /// <summary>The scaling that changes nothing.</summary>
    public static FeatureScaling None(int features) => new([.. Enumerable.Repeat(0.0, features)], [.. Enumerable.Repeat(1.0, features)], Epsilon: 0);

    /// <summary>A feature's scaled value.</summary>
    public double Scale(double value, int feature) => (value - Mean[feature]) / (StandardDeviation[feature] + Epsilon);

    /// <summary>Mean and standard deviation over some rows of a row-major matrix, in two passes.</summary>
    internal static FeatureScaling Of(double[] matrix, int features, ImmutableArray<int> rows)
    {
        var means = new double[features];
        var deviations = new double[features];

        for (var f = 0; f < features; f++)
        {
            means[f] = rows.Sum(row => matrix[(row * features) + f]) / rows.Length;
            var squares = rows.Sum(row => Square(matrix[(row * features) + f] - means[f]));
            deviations[f] = rows.Length > 1 ? Math.Sqrt(squares / (rows.Length - 1)) : 0;
        }

        return new([.. means], [.. deviations]);
    }

    private static double Square(double x) => x * x;
}
