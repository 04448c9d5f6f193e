using System.Numerics;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>Vectors over Z_2^32.</summary>
public static class RingVector
{
    /// <summary>sum += values, lane by lane, modulo 2^32; different lengths throw an <see cref="ArgumentException"/>.</summary>
    public static void Add(Span<uint> sum, ReadOnlySpan<uint> values)
    {
        if (sum.Length != values.Length) throw new ArgumentException($"The sum has {sum.Length} lanes, and there are {values.Length} values.", nameof(values));

        var i = 0;
        for (; i <= sum.Length - Vector<uint>.Count; i += Vector<uint>.Count) (new Vector<uint>(sum[i..]) + new Vector<uint>(values[i..])).CopyTo(sum[i..]);
        for (; i < sum.Length; i++) sum[i] = unchecked(sum[i] + values[i]);
    }
}
