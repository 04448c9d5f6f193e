namespace FedGrains.Attacks.Statistics;

/// <summary>The value of a function at a point, and its slope there.</summary>
internal delegate double SlopedFunction(ReadOnlySpan<double> point, Span<double> slope);

/// <summary>Minimises smooth functions (Nocedal 1980; the two loops of Nocedal and Wright, algorithm 7.4), with steps that meet the weak Wolfe conditions, found by bisection.</summary>
internal static class LimitedMemoryBfgs
{
    private const int Memory = 20;
    private const int Trials = 40;
    private const double Decrease = 1e-4;
    private const double Curvature = 0.9;

    /// <summary>Moves <paramref name="point"/> downhill and returns the value there; ends after so many iterations, below <paramref name="enough"/>, or when no step leads down.</summary>
    public static double Minimise(SlopedFunction function, double[] point, int iterations, double enough)
    {
        var slope = new double[point.Length];
        var value = function(point, slope);
        var memory = new LinkedList<(double[] Step, double[] Change, double Inverse)>();

        for (var i = 0; i < iterations && value >= enough; i++)
        {
            var direction = Direction(slope, memory);

            if (!(Dot(direction, slope) < 0))
            {
                memory.Clear();
                direction = [.. slope.Select(s => -s)];
            }

            // Nothing is known of the scale at first.
            var first = memory.Count == 0 ? 1 / Math.Sqrt(Dot(slope, slope)) : 1;

            if (Search(function, point, value, slope, direction, first) is not { } found) break;

            Remember(memory, found.Point, point, found.Slope, slope);
            found.Point.CopyTo(point, 0);
            (value, slope) = (found.Value, found.Slope);
        }

        return value;
    }

    private static double[] Direction(double[] slope, LinkedList<(double[] Step, double[] Change, double Inverse)> memory)
    {
        double[] direction = [.. slope.Select(s => -s)];
        var weights = new Stack<double>();

        for (var pair = memory.Last; pair is not null; pair = pair.Previous)
        {
            weights.Push(pair.Value.Inverse * Dot(pair.Value.Step, direction));
            Add(direction, pair.Value.Change, -weights.Peek());
        }

        if (memory.Last is { Value: var last }) Scale(direction, 1 / (last.Inverse * Dot(last.Change, last.Change)));

        for (var pair = memory.First; pair is not null; pair = pair.Next)
            Add(direction, pair.Value.Step, weights.Pop() - (pair.Value.Inverse * Dot(pair.Value.Change, direction)));

        return direction;
    }

    private static (double[] Point, double Value, double[] Slope)? Search(SlopedFunction function, double[] from, double value, double[] slope, double[] direction, double length)
    {
        var (shortest, longest, down) = (0d, double.PositiveInfinity, Dot(slope, direction));
        (double[] Point, double Value, double[] Slope)? best = null;

        for (var trial = 0; trial < Trials; trial++)
        {
            double[] point = [.. from];
            Add(point, direction, length);
            var there = new double[point.Length];
            var reached = function(point, there);

            if (!(reached <= value + (Decrease * length * down))) longest = length;
            else if (Dot(there, direction) < Curvature * down) (shortest, best) = (length, (point, reached, there));
            else return (point, reached, there);

            length = double.IsInfinity(longest) ? 2 * length : (shortest + longest) / 2;
        }

        return best;
    }

    private static void Remember(LinkedList<(double[] Step, double[] Change, double Inverse)> memory, double[] to, double[] from, double[] slopeThere, double[] slopeHere)
    {
        double[] step = [.. to.Zip(from, (a, b) => a - b)], change = [.. slopeThere.Zip(slopeHere, (a, b) => a - b)];
        var curvature = Dot(step, change);

        if (!(curvature > 0)) return;

        memory.AddLast((step, change, 1 / curvature));
        if (memory.Count > Memory) memory.RemoveFirst();
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0d;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];

        return sum;
    }

    private static void Add(double[] to, double[] values, double factor)
    {
        for (var i = 0; i < to.Length; i++) to[i] += factor * values[i];
    }

    private static void Scale(double[] values, double factor)
    {
        for (var i = 0; i < values.Length; i++) values[i] *= factor;
    }
}
