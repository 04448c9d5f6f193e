using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FedGrains.Privacy.Updates;

/// <summary>Rounds up with the probability of the fraction, so that the mean of the rounded is the value.</summary>
internal static class StochasticRounding
{
    private const double Range = 4294967296;

    // A whole number x of magnitude up to 2^51 stands, modulo 2^32, in the low half of the bits of x + 1.5 · 2^52.
    private const double Whole = 6755399441055744;

    // A 32-bit number x in the low half of the bits of 2^52 is 2^52 + x.
    private const double Unsigned = 4503599627370496;

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
            for (var i = RoundEights(values, scale, levels, uniform, words); i < values.Length; i++) words[i] = (uint)Round(double.ClampNative(values[i] * scale, -levels, levels), uniform[i]);
        }
        else
        {
            var lanes = MemoryMarshal.Cast<uint, long>(words);
            for (var i = 0; i < values.Length; i++) lanes[i] = Round(double.ClampNative(values[i] * scale, -levels, levels), uniform[i]);
        }
    }

    // The same bits as one by one: each operation is the same, on four numbers at once. Returns how many are done.
    private static int RoundEights(ReadOnlySpan<double> values, double scale, double levels, ReadOnlySpan<uint> uniform, Span<uint> words)
    {
        if (!Vector256.IsHardwareAccelerated) return 0;

        var i = 0;

        for (; i <= values.Length - Vector256<uint>.Count; i += Vector256<uint>.Count)
        {
            var low = RoundFour(Vector256.Create(values[i..]), scale, levels, Vector128.Create(uniform[i..]));
            var high = RoundFour(Vector256.Create(values[(i + Vector256<double>.Count)..]), scale, levels, Vector128.Create(uniform[(i + Vector256<double>.Count)..]));
            Vector256.Narrow(low, high).AsUInt32().CopyTo(words[i..]);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<long> RoundFour(Vector256<double> values, double scale, double levels, Vector128<uint> uniform)
    {
        var scaled = Vector256.Min(Vector256.Max(values * scale, Vector256.Create(-levels)), Vector256.Create(levels));
        var floor = Vector256.Floor(scaled);
        var bits = Vector256.Create(Vector128.WidenLower(uniform), Vector128.WidenUpper(uniform)) | Vector256.Create(BitConverter.DoubleToUInt64Bits(Unsigned));
        var up = Vector256.LessThan(bits.AsDouble() - Vector256.Create(Unsigned), (scaled - floor) * Range);

        // All bits set is -1.
        return (floor + Vector256.Create(Whole)).AsInt64() - up.AsInt64();
    }
}
