using System.Runtime.Intrinsics;

namespace FedGrains.Privacy.Updates;

/// <summary>The norm of what training changed, the same on every machine: eight partial sums in double, whatever its vectors hold.</summary>
internal static class Norms
{
    /// <summary>Σ (trained - global)^2. Not finite exactly when a value is not: no square of a difference of floats overflows a double, nor do sums of them.</summary>
    public static double SquaredDistance(ReadOnlySpan<float> trained, ReadOnlySpan<float> global)
    {
        var sum = Vector512<double>.Zero;
        var i = 0;

        for (; i <= trained.Length - Vector512<double>.Count; i += Vector512<double>.Count)
        {
            var difference = Widen(trained[i..]) - Widen(global[i..]);
            sum += difference * difference;
        }

        var total = 0.0;
        for (var lane = 0; lane < Vector512<double>.Count; lane++) total += sum[lane];

        for (; i < trained.Length; i++)
        {
            var difference = (double)trained[i] - global[i];
            total += difference * difference;
        }

        return total;
    }

    private static Vector512<double> Widen(ReadOnlySpan<float> values)
    {
        var (lower, upper) = Vector256.Widen(Vector256.Create(values[..8]));
        return Vector512.Create(lower, upper);
    }
}
