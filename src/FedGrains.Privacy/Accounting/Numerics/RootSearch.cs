namespace FedGrains.Privacy.Accounting.Numerics;

/// <summary>Where a falling function crosses zero.</summary>
internal static class RootSearch
{
    /// <summary>
    /// A point at most <paramref name="tolerance"/> above the crossing at which the function is not positive: what is returned is on
    /// the safe side. ITP (Oliveira and Takahashi, ACM TOMS 47, 2020): at worst one step more than bisection, and about ten for functions near a line.
    /// </summary>
    /// <param name="function">It falls.</param>
    /// <param name="low">Where it is positive.</param>
    /// <param name="high">Where it is not.</param>
    /// <param name="tolerance">How far above the crossing the answer may be.</param>
    public static double FirstNotPositive(Func<double, double> function, double low, double high, double tolerance)
    {
        var (atLow, atHigh) = (function(low), function(high));
        if (atLow <= 0) return low;

        var (width, half) = (high - low, tolerance / 2);
        var radius = half * Math.Pow(2, Math.Max(0, Math.Ceiling(Math.Log2(width / tolerance))) + 1);

        for (; high - low > tolerance; radius /= 2)
        {
            var middle = (low + high) / 2;
            var x = Project(Truncated(low, high, atLow, atHigh, width), middle, radius - ((high - low) / 2));
            if (!(x > low && x < high)) x = middle;
            if (!(x > low && x < high)) break;

            var value = function(x);

            if (value > 0) (low, atLow) = (x, value);
            else (high, atHigh) = (x, value);
        }

        return high;
    }

    // The chord's crossing, moved a little towards the middle so that both ends come in.
    private static double Truncated(double low, double high, double atLow, double atHigh, double width)
    {
        var (middle, chord) = ((low + high) / 2, ((atHigh * low) - (atLow * high)) / (atHigh - atLow));
        var shift = 0.2 / width * (high - low) * (high - low);

        return !double.IsFinite(chord) || shift > Math.Abs(middle - chord) ? middle : chord + (Math.Sign(middle - chord) * shift);
    }

    private static double Project(double x, double middle, double radius) =>
        Math.Abs(x - middle) <= radius ? x : middle - (Math.Sign(middle - x) * Math.Max(0, radius));
}
