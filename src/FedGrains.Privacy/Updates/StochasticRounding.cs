using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FedGrains.Privacy.Updates;

/// <summary>Rounds up with the probability of the fraction, so that the mean of the rounded is the value.</summary>
internal static class StochasticRounding
{
    private const double Range = 4294967296;

    /// <summary>
    /// value rounded to one of its neighbours, up when <paramref name="uniform"/> / 2^32 is less than its fraction: with a probability
    /// within 2^-32 of the fraction. A whole number stays. The magnitude is at most 2^52, so that floor and fraction are exact.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Round(double value, uint uniform)
    {
        var floor = Math.Floor(value);

        return (long)floor + (uniform < (value - floor) * Range ? 1 : 0);
    }

    /// <summary>Rounds values · scale, kept within ±<paramref name="levels"/>, into lanes.</summary>
    public static void Round(UpdateRing ring, ReadOnlySpan<double> values, double scale, double levels, ReadOnlySpan<uint> uniform, Span<uint> words)
    {
        if (ring == UpdateRing.Bits32)
        {
            for (var i = 0; i < values.Length; i++) words[i] = (uint)Round(double.ClampNative(values[i] * scale, -levels, levels), uniform[i]);
        }
        else
        {
            var lanes = MemoryMarshal.Cast<uint, long>(words);
            for (var i = 0; i < values.Length; i++) lanes[i] = Round(double.ClampNative(values[i] * scale, -levels, levels), uniform[i]);
        }
    }
}
