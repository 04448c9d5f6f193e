using System.Runtime.InteropServices;

namespace FedGrains.Privacy.Updates;

/// <summary>Signed numbers in the lanes of a ring, which are kept as words of 32 bits, one or two each, the lower first.</summary>
internal static class RingLanes
{
    public static void Write(UpdateRing ring, Span<uint> words, int lane, long value)
    {
        if (ring == UpdateRing.Bits32) words[lane] = (uint)value;
        else MemoryMarshal.Cast<uint, long>(words)[lane] = value;
    }

    public static long Read(UpdateRing ring, ReadOnlySpan<uint> words, int lane) =>
        ring == UpdateRing.Bits32 ? (int)words[lane] : MemoryMarshal.Cast<uint, long>(words)[lane];

    public static void Require(UpdateRing ring, ReadOnlySpan<uint> words, int lanes)
    {
        if (words.Length != (long)lanes * ring.Words()) throw new ArgumentException($"There are {words.Length} words, and {lanes} lanes of {ring.Bits()} bits have {(long)lanes * ring.Words()}.", nameof(words));
    }
}
