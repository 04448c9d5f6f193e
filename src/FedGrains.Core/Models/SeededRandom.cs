using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace FedGrains.Core.Models;

/// <summary>
/// xoshiro256++ (Blackman and Vigna, 2021) seeded from SHA-256 of a seed and a purpose: the same stream on every machine,
/// and independent streams for different purposes. For reproducible choices only; nothing secret may come from it.
/// </summary>
public sealed class SeededRandom
{
    private ulong _a, _b, _c, _d;

    private SeededRandom(ReadOnlySpan<byte> state)
    {
        _a = BinaryPrimitives.ReadUInt64LittleEndian(state);
        _b = BinaryPrimitives.ReadUInt64LittleEndian(state[8..]);
        _c = BinaryPrimitives.ReadUInt64LittleEndian(state[16..]);
        _d = BinaryPrimitives.ReadUInt64LittleEndian(state[24..]);
    }

    /// <summary>The stream of <paramref name="seed"/> for <paramref name="purpose"/>.</summary>
    public static SeededRandom For(ulong seed, string purpose)
    {
        var text = Encoding.UTF8.GetBytes(purpose);
        var input = new byte[8 + text.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(input, seed);
        text.CopyTo(input, 8);

        return new(SHA256.HashData(input));
    }

    /// <summary>64 uniform bits.</summary>
    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_a + _d, 23) + _a;
        var t = _b << 17;

        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = BitOperations.RotateLeft(_d, 45);

        return result;
    }

    /// <summary>A uniform number in [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A uniform number in [0, <paramref name="limit"/>), without bias (Lemire, 2019).</summary>
    public int NextInt(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var threshold = (0UL - (ulong)limit) % (ulong)limit;

        while (true)
        {
            var high = Math.BigMul(Next(), (ulong)limit, out var low);

            if (low >= threshold) return (int)high;
        }
    }

    /// <summary>A standard normal number (Box and Muller, 1958).</summary>
    public double NextNormal() =>
        Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>The numbers 0 to <paramref name="count"/> - 1 in a uniform random order (Fisher and Yates).</summary>
    public int[] Permutation(int count)
    {
        var order = Enumerable.Range(0, count).ToArray();

        for (var i = count - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }
}
