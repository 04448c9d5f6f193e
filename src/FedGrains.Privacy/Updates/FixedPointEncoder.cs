using System.Numerics;

namespace FedGrains.Privacy.Updates;

/// <summary>
/// Turns what training changed into fixed point. For every parameter: d = trained - global in float32 (IEEE 754, rounded once);
/// d · 2^FractionBits, which is exact; rounded half to even. No step depends on the width of the machine's vectors, so every
/// machine makes the same integers.
/// </summary>
public static class FixedPointEncoder
{
    // The first magnitude that does not fit. Floats this large are whole numbers, so rounding cannot carry one over it.
    private const float Limit = 2147483648f;

    /// <summary>Encodes <paramref name="trained"/> - <paramref name="global"/>, without intermediate memory.</summary>
    /// <param name="format">The format.</param>
    /// <param name="trained">The parameters after training.</param>
    /// <param name="global">The parameters training started from, as many.</param>
    /// <param name="destination">Where the encoded update goes, as many. After a fault its content is unspecified and must not be sent.</param>
    /// <returns>The first parameter that could not be encoded, or null when all were.</returns>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static EncodeFault? Encode(FixedPointFormat format, ReadOnlySpan<float> trained, ReadOnlySpan<float> global, Span<int> destination)
    {
        ArgumentNullException.ThrowIfNull(format);
        if (trained.Length != global.Length) throw new ArgumentException($"There are {trained.Length} trained and {global.Length} global parameters.", nameof(global));
        if (trained.Length != destination.Length) throw new ArgumentException($"There are {trained.Length} parameters and room for {destination.Length}.", nameof(destination));

        var scale = MathF.ScaleB(1, format.FractionBits);
        var done = EncodeVectors(scale, trained, global, destination);

        for (var i = done; i < trained.Length; i++)
        {
            var scaled = (trained[i] - global[i]) * scale;

            if (!(MathF.Abs(scaled) < Limit)) return new(i, KindOf(trained[i], global[i]));

            destination[i] = (int)MathF.Round(scaled, MidpointRounding.ToEven);
        }

        return null;
    }

    // Returns how many were encoded: all whole vectors, or those before the first that holds a fault.
    private static int EncodeVectors(float scale, ReadOnlySpan<float> trained, ReadOnlySpan<float> global, Span<int> destination)
    {
        var i = 0;

        for (; i <= trained.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var scaled = (new Vector<float>(trained[i..]) - new Vector<float>(global[i..])) * scale;

            // NaN is not less than anything.
            if (!Vector.LessThanAll(Vector.Abs(scaled), new(Limit))) break;

            Vector.ConvertToInt32Native(Vector.Round(scaled, MidpointRounding.ToEven)).CopyTo(destination[i..]);
        }

        return i;
    }

    private static EncodeFaultKind KindOf(float trained, float global) =>
        float.IsFinite(trained) && float.IsFinite(global) ? EncodeFaultKind.OutOfRange : EncodeFaultKind.NotFinite;
}
