using System.Numerics;

namespace FedGrains.Privacy.Updates;

/// <summary>Weighted sums and their means, element by element.</summary>
internal static class WeightedAddition
{
    /// <summary>sum = weight · values.</summary>
    public static void Set(Span<long> sum, ReadOnlySpan<int> values, long weight)
    {
        var i = 0;

        for (; i <= values.Length - Vector<int>.Count; i += Vector<int>.Count)
        {
            Vector.Widen(new Vector<int>(values[i..]), out var low, out var high);
            (low * weight).CopyTo(sum[i..]);
            (high * weight).CopyTo(sum[(i + Vector<long>.Count)..]);
        }

        for (; i < values.Length; i++) sum[i] = values[i] * weight;
    }

    /// <summary>sum += weight · values.</summary>
    public static void Add(Span<long> sum, ReadOnlySpan<int> values, long weight)
    {
        var i = 0;

        for (; i <= values.Length - Vector<int>.Count; i += Vector<int>.Count)
        {
            Vector.Widen(new Vector<int>(values[i..]), out var low, out var high);
            var first = sum[i..];
            var second = first[Vector<long>.Count..];
            (new Vector<long>(first) + (low * weight)).CopyTo(first);
            (new Vector<long>(second) + (high * weight)).CopyTo(second);
        }

        for (; i < values.Length; i++) sum[i] += values[i] * weight;
    }

    /// <summary>mean = sum / weight · step, each step rounded to double, in a vector as by itself.</summary>
    public static void Mean(ReadOnlySpan<long> sum, long weight, double step, Span<double> mean)
    {
        var i = 0;
        var divisor = new Vector<double>(weight);

        for (; i <= sum.Length - Vector<long>.Count; i += Vector<long>.Count)
            (Vector.ConvertToDouble(new Vector<long>(sum[i..])) / divisor * step).CopyTo(mean[i..]);

        for (; i < sum.Length; i++) mean[i] = sum[i] / (double)weight * step;
    }
}
