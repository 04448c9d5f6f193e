using System.Numerics;

namespace FedGrains.Privacy.Accounting.Pld;

/// <summary>A smooth function on an interval, from its values at a few points: barycentric interpolation at Chebyshev points (Berrut and Trefethen 2004).</summary>
internal sealed class ChebyshevPanel
{
    /// <summary>How many values it takes.</summary>
    public const int Points = 24;

    private const double Tolerance = 4e-15;

    private static readonly double[] s_places = [.. Enumerable.Range(0, Points).Select(j => Math.Cos(Math.PI * j / (Points - 1)))];

    // Between the points, where the interpolant is worst.
    private static readonly double[] s_checks = [-0.991, -0.37, 0.31, 0.73, 0.989];

    private readonly double _middle, _half;
    private readonly Complex[] _values;

    private ChebyshevPanel(double low, double high, Func<double, Complex> function)
    {
        (_middle, _half) = ((low + high) / 2, (high - low) / 2);
        _values = [.. s_places.Select(x => function(_middle + (_half * x)))];
    }

    /// <summary>The interpolant of a function whose size is at most 1, or null where it is not the function to rounding: there it turns too fast.</summary>
    public static ChebyshevPanel? Fit(Func<double, Complex> function, double low, double high)
    {
        var panel = new ChebyshevPanel(low, high, function);

        return s_checks.Select(x => panel._middle + (panel._half * x)).All(u => Complex.Abs(panel.At(u) - function(u)) <= Tolerance) ? panel : null;
    }

    public Complex At(double u)
    {
        var x = (u - _middle) / _half;
        var (top, bottom) = (Complex.Zero, 0.0);

        for (var j = 0; j < Points; j++)
        {
            var distance = x - s_places[j];
            if (distance == 0) return _values[j];

            var weight = (j is 0 or Points - 1 ? 0.5 : 1) * (j % 2 == 0 ? 1 : -1) / distance;
            top += weight * _values[j];
            bottom += weight;
        }

        return top / bottom;
    }
}
