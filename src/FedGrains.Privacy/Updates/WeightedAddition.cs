using System.Numerics;

namespace FedGrains.Privacy.Updates;

/// <summary>sum += weight · values, element by element.</summary>
internal static class WeightedAddition
{
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
}
