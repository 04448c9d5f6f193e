using System.Numerics;

using FedGrains.Privacy.Masking;

namespace FedGrains.Privacy.Noise;

/// <summary>
/// A public random rotation: random signs, then the Walsh-Hadamard transform over √d. It keeps norms, and spreads a vector evenly over its
/// coordinates, so that none is much larger than the others. The same seed gives the same rotation at every site; it is not secret.
/// Reference: Kairouz, Liu and Steinke, The Distributed Discrete Gaussian Mechanism, 2021, section 4.
/// </summary>
public sealed class HadamardRotation
{
    /// <summary>Bytes of a seed.</summary>
    public const int SeedSize = CounterKeystream.KeySize;

    // 16 KiB of floats, which stay in the first-level cache.
    private const int Leaf = 4096;

    private readonly byte[] _seed;

    /// <summary>A rotation.</summary>
    /// <param name="seed">32 public random bytes, the round's own. Another length throws an <see cref="ArgumentException"/>.</param>
    public HadamardRotation(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != SeedSize) throw new ArgumentException($"A rotation's seed has {SeedSize} bytes, and this has {seed.Length}.", nameof(seed));
        _seed = seed.ToArray();
    }

    /// <summary>The dimension that a vector of <paramref name="length"/> parameters is padded to with zeroes: the next power of two.</summary>
    public static int Padded(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 1 << 30);
        return (int)BitOperations.RoundUpToPowerOf2((uint)length);
    }

    /// <summary>Rotates a vector in place. A length that is no power of two throws an <see cref="ArgumentException"/>.</summary>
    public void Rotate<T>(Span<T> vector) where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequirePowerOfTwo(vector.Length);
        ChangeSigns(vector);
        Transform(vector);
        Scale(vector);
    }

    /// <summary>Rotates a vector back, in place.</summary>
    public void RotateBack<T>(Span<T> vector) where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequirePowerOfTwo(vector.Length);
        Transform(vector);
        Scale(vector);
        ChangeSigns(vector);
    }

    // Depth first: a half is done while it is in cache. Each element is a sum in the order of the tree, on any machine.
    private static void Transform<T>(Span<T> vector) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (vector.Length <= Leaf)
        {
            for (var half = 1; half < vector.Length; half *= 2)
                for (var from = 0; from < vector.Length; from += 2 * half) Combine(vector.Slice(from, half), vector.Slice(from + half, half));

            return;
        }

        var middle = vector.Length / 2;
        Transform(vector[..middle]);
        Transform(vector[middle..]);
        Combine(vector[..middle], vector[middle..]);
    }

    private static void Combine<T>(Span<T> low, Span<T> high) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var i = 0;

        for (; i <= low.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            var (a, b) = (new Vector<T>(low[i..]), new Vector<T>(high[i..]));
            (a + b).CopyTo(low[i..]);
            (a - b).CopyTo(high[i..]);
        }

        for (; i < low.Length; i++) (low[i], high[i]) = (low[i] + high[i], low[i] - high[i]);
    }

    private static void Scale<T>(Span<T> vector) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var factor = T.One / T.Sqrt(T.CreateChecked(vector.Length));
        for (var i = 0; i < vector.Length; i++) vector[i] *= factor;
    }

    private static void RequirePowerOfTwo(int length)
    {
        if (!BitOperations.IsPow2(length)) throw new ArgumentException($"A rotated vector has a power of two of elements, and this has {length}. Pad it with zeroes.", nameof(length));
    }

    // The sign of element i is bit i of the keystream, the lowest bit of a byte first.
    private void ChangeSigns<T>(Span<T> vector) where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var keystream = CounterKeystream.Create(_seed);
        Span<byte> signs = stackalloc byte[512];

        for (var from = 0; from < vector.Length; from += 8 * signs.Length)
        {
            signs.Clear();
            keystream.Apply<ExclusiveOr>(0, (ulong)(from / 8 / CounterKeystream.BlockSize), signs);
            var part = vector[from..Math.Min(vector.Length, from + (8 * signs.Length))];

            for (var i = 0; i < part.Length; i++)
                if ((signs[i / 8] >> (i % 8) & 1) == 1) part[i] = -part[i];
        }
    }
}
