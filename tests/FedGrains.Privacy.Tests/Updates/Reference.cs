using System.Numerics;

using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.Tests.Updates;

/// <summary>The encoding and the sum again, one number at a time and by other means: double and big integers instead of float vectors.</summary>
internal static class Reference
{
    /// <summary>The encoded value, or null when there is none.</summary>
    public static int? Encode(int fractionBits, float trained, float global)
    {
        // A float32 difference through double is the same as directly: 53 bits are more than twice 24 and two.
        var difference = (float)((double)trained - global);
        var scaled = Math.Round(difference * Math.Pow(2, fractionBits), MidpointRounding.ToEven);

        return Math.Abs(scaled) <= int.MaxValue ? (int)scaled : null;
    }

    public static (int[] Values, EncodeFault? Fault) Encode(int fractionBits, float[] trained, float[] global)
    {
        var values = new int[trained.Length];

        for (var i = 0; i < trained.Length; i++)
        {
            if (Encode(fractionBits, trained[i], global[i]) is not { } value)
            {
                var finite = float.IsFinite(trained[i]) && float.IsFinite(global[i]);

                return (values, new(i, finite ? EncodeFaultKind.OutOfRange : EncodeFaultKind.NotFinite));
            }

            values[i] = value;
        }

        return (values, null);
    }

    public static BigInteger[] Sum(IReadOnlyList<(int[] Values, long Weight)> updates, int length)
    {
        var sum = new BigInteger[length];

        foreach (var (values, weight) in updates)
        {
            for (var i = 0; i < length; i++) sum[i] += (BigInteger)values[i] * weight;
        }

        return sum;
    }
}
