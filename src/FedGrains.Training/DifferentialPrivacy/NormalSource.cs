using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace FedGrains.Training.DifferentialPrivacy;

/// <summary>
/// Standard normal numbers in double precision (Box and Muller 1958) from a cryptographic generator: 64 random bits for each radius and
/// each angle. No number is larger than 9.5; a true normal number is with probability 2e-21. The same instructions run for every
/// number, so that timing tells nothing of it.
/// </summary>
/// <param name="random">A cryptographic generator.</param>
internal sealed class NormalSource(RandomNumberGenerator random)
{
    private const int BlockValues = 1024;

    private static readonly Vector<double> Unit = new(Math.ScaleB(1, -64));
    private static readonly Vector<double> Turn = new(Math.ScaleB(2 * Math.PI, -64));
    private static readonly Vector<double> Half = new(0.5);

    /// <summary>Fills <paramref name="values"/>, a whole number of blocks of 1024.</summary>
    public void Fill(Span<double> values)
    {
        Span<ulong> bits = stackalloc ulong[BlockValues];

        for (; !values.IsEmpty; values = values[BlockValues..])
        {
            random.GetBytes(MemoryMarshal.AsBytes(bits));
            Transform(bits, values[..BlockValues]);
        }

        // Who knows the noise can take it off again.
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(bits));
    }

    // The first half of the bits are radii, the second angles; so are the cosines and the sines laid out.
    private static void Transform(ReadOnlySpan<ulong> bits, Span<double> values)
    {
        const int Pairs = BlockValues / 2;

        for (var i = 0; i < Pairs; i += Vector<ulong>.Count)
        {
            // Half a step above 0 keeps the logarithm finite.
            var uniform = (Vector.ConvertToDouble(new Vector<ulong>(bits[i..])) + Half) * Unit;
            var radius = Vector.SquareRoot(Vector.Log(uniform) * -2.0);
            var (sine, cosine) = Vector.SinCos(Vector.ConvertToDouble(new Vector<ulong>(bits[(Pairs + i)..])) * Turn);

            (radius * cosine).CopyTo(values[i..]);
            (radius * sine).CopyTo(values[(Pairs + i)..]);
        }
    }
}
