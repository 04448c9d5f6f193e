using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

using FedGrains.Privacy.Secrets;

namespace FedGrains.Privacy.Noise;

/// <summary>Random numbers with exact probabilities, from bytes that are taken from their source a few thousand at a time. Not thread-safe.</summary>
internal sealed class RandomBits(RandomNumberGenerator source) : IDisposable
{
    private const int BufferSize = 4096;

    private readonly SecretBytes _buffer = SecretBytes.Zeroed(BufferSize);
    private int _used = BufferSize;

    public ulong Next()
    {
        if (_used == BufferSize)
        {
            source.GetBytes(_buffer.Writable);
            _used = 0;
        }

        var value = BinaryPrimitives.ReadUInt64LittleEndian(_buffer.Writable[_used..]);
        _used += sizeof(ulong);

        return value;
    }

    /// <summary>Heads or tails.</summary>
    public bool Coin() => (long)Next() < 0;

    /// <summary>A number below <paramref name="limit"/>, which is at least 1, each with the same probability: as many bits as the limit has, until they are below it.</summary>
    public ulong Below(ulong limit)
    {
        var unused = BitOperations.LeadingZeroCount(limit - 1);
        if (limit == 1) return 0;

        for (; ; )
        {
            var candidate = Next() >> unused;
            if (candidate < limit) return candidate;
        }
    }

    /// <summary>True with the probability <paramref name="numerator"/> / <paramref name="denominator"/>, which is 0 to 1.</summary>
    public bool Bernoulli(UInt128 numerator, UInt128 denominator)
    {
        if (denominator <= ulong.MaxValue) return Below((ulong)denominator) < numerator;

        var unused = (int)UInt128.LeadingZeroCount(denominator - 1);

        for (; ; )
        {
            var candidate = new UInt128(Next(), Next()) >> unused;
            if (candidate < denominator) return candidate < numerator;
        }
    }

    public void Dispose() => _buffer.Dispose();
}
