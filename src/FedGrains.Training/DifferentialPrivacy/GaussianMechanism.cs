using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace FedGrains.Training.DifferentialPrivacy;

/// <summary>
/// Releases a sum with Gaussian noise. Sum and noise are rounded to whole multiples of one step, a power of two that follows from the
/// clipping norm alone, and are added as integers, exactly: what is released is the ideal mechanism's answer on the rounded sum,
/// rounded. Noise added in floating point would leave its rounding, and with it the sum, in the last bits (Mironov 2012; Jin et al. 2022).
/// What stays of the attack is that the normal numbers are rounded from double precision: their distribution is not exactly normal
/// beyond some 2^-50 of it.
/// </summary>
/// <param name="clippingNorm">C.</param>
/// <param name="noiseMultiplier">σ.</param>
/// <param name="divisor">By what the noisy sum is divided; public.</param>
/// <param name="normals">Where the noise comes from.</param>
internal sealed class GaussianMechanism(double clippingNorm, double noiseMultiplier, double divisor, NormalSource normals)
{
    /// <summary>The step is at most C · 2^-StepBits. Sum and noise then stay far below 2^53, up to which doubles hold every whole number.</summary>
    public const int StepBits = 30;

    private const int BlockValues = 1024;

    private readonly double _scale = Math.ScaleB(1, StepBits - (int)Math.Floor(Math.Log2(clippingNorm)));

    /// <summary>Replaces each of <paramref name="sums"/> by its noisy mean.</summary>
    public void Release(Span<float> sums)
    {
        Span<double> noise = stackalloc double[BlockValues];

        for (; sums.Length >= BlockValues; sums = sums[BlockValues..])
        {
            normals.Fill(noise);
            ReleaseBlock(sums[..BlockValues], noise);
        }

        Span<float> rest = stackalloc float[BlockValues];
        sums.CopyTo(rest);
        normals.Fill(noise);
        ReleaseBlock(rest, noise);
        rest[..sums.Length].CopyTo(sums);

        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(noise));
    }

    private void ReleaseBlock(Span<float> sums, ReadOnlySpan<double> noise)
    {
        var (scale, deviation, mean) = (new Vector<double>(_scale), new Vector<double>(noiseMultiplier * clippingNorm * _scale), new Vector<double>(1 / (_scale * divisor)));

        for (var i = 0; i < sums.Length; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(sums[i..]), out var low, out var high);
            low = (Vector.Round(low * scale) + Vector.Round(new Vector<double>(noise[i..]) * deviation)) * mean;
            high = (Vector.Round(high * scale) + Vector.Round(new Vector<double>(noise[(i + Vector<double>.Count)..]) * deviation)) * mean;
            Vector.Narrow(low, high).CopyTo(sums[i..]);
        }
    }
}
