namespace FedGrains.Privacy.Accounting.Numerics;

/// <summary>The lowest point of a function that falls, then rises.</summary>
internal static class LineSearch
{
    private const double Golden = 0.61803398874989484820;
    private const double Least = 1e-9, Most = 1e9;

    // An error of 1e-8 at a smooth minimum is one of 1e-16 in its value.
    private const double Tolerance = 1e-8;

    /// <summary>Where on (0, ∞) a quasi-convex function is least, and how much it is there. Golden-section search on a logarithmic scale.</summary>
    /// <param name="function">Infinite or not a number where it does not exist.</param>
    /// <param name="start">Somewhere near.</param>
    public static (double At, double Value) Minimum(Func<double, double> function, double start)
    {
        var (low, high) = Bracket(x => Value(function, x), Math.Log(start));
        var (left, right) = (high - (Golden * (high - low)), low + (Golden * (high - low)));
        var (atLeft, atRight) = (Value(function, left), Value(function, right));

        while (high - low > Tolerance)
        {
            if (atLeft <= atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - (Golden * (high - low));
                atLeft = Value(function, left);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + (Golden * (high - low));
                atRight = Value(function, right);
            }
        }

        return atLeft <= atRight ? (Math.Exp(left), atLeft) : (Math.Exp(right), atRight);
    }

    private static (double Low, double High) Bracket(Func<double, double> function, double start)
    {
        var (middle, step) = (start, Math.Log(2));
        var value = function(middle);
        var ahead = function(middle + step);

        // Where both are infinite the function exists further down.
        if (!(ahead < value)) (step, ahead) = (-step, function(middle - step));

        while ((ahead < value || double.IsInfinity(value)) && Math.Abs(middle) < Math.Log(Most))
        {
            (middle, value) = (middle + step, ahead);
            ahead = function(middle + step);
        }

        var behind = middle - step;

        return behind < middle + step ? (behind, middle + step) : (middle + step, behind);
    }

    private static double Value(Func<double, double> function, double logarithm)
    {
        var value = function(Math.Exp(Math.Clamp(logarithm, Math.Log(Least), Math.Log(Most))));

        return double.IsNaN(value) ? double.PositiveInfinity : value;
    }
}
