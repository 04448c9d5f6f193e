using System.Numerics;

using FedGrains.Privacy.Masking;
using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.Noise;

/// <summary>
/// A public random rotation: random signs, then the Walsh-Hadamard transform over √d, in blocks of d = 65,536 or fewer. It keeps norms, and
/// spreads a block evenly over its coordinates, so that none is much larger than the others. The same seed gives the same rotation at every site;
/// it is not secret. Blocks turn by themselves, so that a long vector can be rotated back piece by piece.
/// Reference: Kairouz, Liu and Steinke, The Distributed Discrete Gaussian Mechanism, 2021, section 4.
/// </summary>
public sealed class HadamardRotation
{
    /// <summary>Bytes of a seed.</summary>
    public const int SeedSize = CounterKeystream.KeySize;

    /// <summary>The most elements of a block, 65,536: enough to spread any vector, and a block stays in the second-level cache.</summary>
    public const int BlockSize = SumPieces.Parameters;

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

    /// <summary>The dimension that a vector of <paramref name="length"/> parameters, up to 2^30, is padded to with zeroes: whole blocks, or the next power of two where one block is enough.</summary>
    public static int Padded(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 1 << 30);

        return length <= BlockSize ? (int)BitOperations.RoundUpToPowerOf2((uint)length) : (length + BlockSize - 1) / BlockSize * BlockSize;
    }

    /// <summary>Rotates a block in place.</summary>
    /// <param name="block">Its elements, a power of two of at most <see cref="BlockSize"/>, else an <see cref="ArgumentException"/>.</param>
    /// <param name="first">Where in the vector it begins, a multiple of <see cref="BlockSize"/>.</param>
    public void Rotate<T>(Span<T> block, int first = 0) where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequireBlock(block.Length, first);
        ChangeSigns(block, first);
        Transform(block);
        Scale(block);
    }

    /// <summary>Rotates a block back, in place.</summary>
    /// <param name="block">Its elements, a power of two of at most <see cref="BlockSize"/>, else an <see cref="ArgumentException"/>.</param>
    /// <param name="first">Where in the vector it begins, a multiple of <see cref="BlockSize"/>.</param>
    public void RotateBack<T>(Span<T> block, int first = 0) where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequireBlock(block.Length, first);
        Transform(block);
        Scale(block);
        ChangeSigns(block, first);
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

    private static void RequireBlock(int length, int first)
    {
        if (!BitOperations.IsPow2(length) || length > BlockSize) throw new ArgumentException($"A rotated block has a power of two of elements, at most {BlockSize}, and this has {length}. Pad it with zeroes.", nameof(length));
        if (first < 0 || first % BlockSize != 0) throw new ArgumentException($"Blocks begin at multiples of {BlockSize}, and not at {first}.", nameof(first));
    }

    // The sign of element i is bit i of the keystream, the lowest bit of a byte first.
    private void ChangeSigns<T>(Span<T> vector, int first) where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var keystream = CounterKeystream.Create(_seed);
        Span<byte> signs = stackalloc byte[512];

        for (var from = 0; from < vector.Length; from += 8 * signs.Length)
        {
            signs.Clear();
            keystream.Apply<ExclusiveOr>(0, (ulong)((first + from) / 8 / CounterKeystream.BlockSize), signs);
            var part = vector[from..Math.Min(vector.Length, from + (8 * signs.Length))];

            for (var i = 0; i < part.Length; i++)
                if ((signs[i / 8] >> (i % 8) & 1) == 1) part[i] = -part[i];
        }
    }
}
