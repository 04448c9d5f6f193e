using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace FedGrains.Training.DifferentialPrivacy;

/// <summary>
/// Draws every record by itself with the same probability: a Poisson sample, whose size varies and may be 0. Batches of a fixed size, or
/// a shuffled order, are another mechanism with another price. Who could tell the samples could undo what they add to privacy, so
/// they come from a cryptographic generator and not from the run's seed, which every site and the coordinator know.
/// </summary>
/// <param name="random">A cryptographic generator.</param>
/// <param name="records">Records to draw from, at least 1.</param>
/// <param name="rate">The probability of a record, more than 0 and at most 1; it is kept to within 2^-64.</param>
internal sealed class PoissonSampler(RandomNumberGenerator random, int records, double rate)
{
    private const int BlockRecords = 4096;

    // A record is drawn when 64 random bits are less than this. Nearly always the first 16 of them settle it.
    private readonly ulong _limit = (ulong)Math.ScaleB(rate, 64);
    private readonly List<int> _drawn = [];

    /// <summary>The records of the next step, ascending; valid until the next call.</summary>
    public ReadOnlySpan<int> Draw()
    {
        _drawn.Clear();

        if (rate >= 1) _drawn.AddRange(Enumerable.Range(0, records));
        else for (var start = 0; start < records; start += BlockRecords) DrawFrom(start, Math.Min(BlockRecords, records - start));

        return CollectionsMarshal.AsSpan(_drawn);
    }

    private void DrawFrom(int start, int count)
    {
        Span<ushort> high = stackalloc ushort[BlockRecords];
        high = high[..count];
        random.GetBytes(MemoryMarshal.AsBytes(high));
        var limit = (ushort)(_limit >> 48);

        for (var i = 0; i < high.Length; i++)
        {
            if (high[i] < limit || (high[i] == limit && IsRestBelow())) _drawn.Add(start + i);
        }
    }

    private bool IsRestBelow()
    {
        Span<byte> rest = stackalloc byte[8];
        random.GetBytes(rest[..6]);
        rest[6..].Clear();

        return BinaryPrimitives.ReadUInt64LittleEndian(rest) < (_limit & 0xFFFF_FFFF_FFFF);
    }
}
