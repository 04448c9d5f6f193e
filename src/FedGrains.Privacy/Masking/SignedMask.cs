using System.Runtime.InteropServices;

using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.Masking;

/// <summary>A mask and whether it is added or subtracted: of a pair of sites, one adds and the other subtracts.</summary>
/// <param name="Stream">The mask.</param>
/// <param name="IsAdded">Whether it is added.</param>
public readonly record struct SignedMask(MaskStream Stream, bool IsAdded)
{
    /// <summary>What takes the mask away again.</summary>
    public SignedMask Opposite => this with { IsAdded = !IsAdded };

    /// <summary>Applies the mask to a slice of lanes, in place.</summary>
    /// <param name="ring">The ring of the lanes.</param>
    /// <param name="firstWord">Where the slice begins in the whole vector, in words of 32 bits; at a whole lane.</param>
    /// <param name="words">The slice, lanes as little-endian words.</param>
    public void ApplyTo(UpdateRing ring, long firstWord, Span<uint> words)
    {
        ArgumentNullException.ThrowIfNull(Stream);

        switch (ring, IsAdded)
        {
            case (UpdateRing.Bits32, true): Stream.AddTo(firstWord, words); break;
            case (UpdateRing.Bits32, false): Stream.SubtractFrom(firstWord, words); break;
            case (UpdateRing.Bits64, true): Stream.AddTo(firstWord / 2, MemoryMarshal.Cast<uint, ulong>(words)); break;
            case (UpdateRing.Bits64, false): Stream.SubtractFrom(firstWord / 2, MemoryMarshal.Cast<uint, ulong>(words)); break;
        }
    }
}
