using System.Numerics;
using System.Runtime.InteropServices;

using FedGrains.Privacy.Masking;

namespace FedGrains.Privacy.Updates;

/// <summary>
/// The sum of masked updates, or of a slice of their lanes, in their ring. No order of updates, no slicing changes a bit. The masks of
/// pairs cancel once both are in; what is left over is taken away with <see cref="Remove"/>. Not thread-safe.
/// </summary>
public sealed class MaskedSum
{
    private readonly uint[] _words;
    private readonly long _firstWord;

    /// <summary>An empty sum over <paramref name="lanes"/> lanes from lane <paramref name="firstLane"/> on.</summary>
    public MaskedSum(UpdateRing ring, int lanes, long firstLane = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lanes, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(firstLane);
        Ring = ring;
        _words = new uint[checked(lanes * ring.Words())];
        _firstWord = checked(firstLane * ring.Words());
    }

    /// <summary>The ring.</summary>
    public UpdateRing Ring { get; }

    /// <summary>The sum's lanes as words of 32 bits, one or two each, the lower first.</summary>
    public ReadOnlySpan<uint> Words => _words;

    /// <summary>Adds an update's lanes of this slice; another number of words throws an <see cref="ArgumentException"/>.</summary>
    public void Add(ReadOnlySpan<uint> words)
    {
        if (words.Length != _words.Length) throw new ArgumentException($"The slice has {_words.Length} words, and there are {words.Length}.", nameof(words));

        if (Ring == UpdateRing.Bits32) Add(_words, words);
        else Add(MemoryMarshal.Cast<uint, ulong>(_words.AsSpan()), MemoryMarshal.Cast<uint, ulong>(words));
    }

    /// <summary>Takes away a mask that some update of the sum carries and no other cancels.</summary>
    public void Remove(SignedMask mask) => mask.Opposite.ApplyTo(Ring, _firstWord, _words);

    private static void Add<TLane>(Span<TLane> sum, ReadOnlySpan<TLane> values) where TLane : unmanaged, IBinaryInteger<TLane>
    {
        var i = 0;

        for (; i <= sum.Length - Vector<TLane>.Count; i += Vector<TLane>.Count)
            (new Vector<TLane>(sum[i..]) + new Vector<TLane>(values[i..])).CopyTo(sum[i..]);

        for (; i < sum.Length; i++) sum[i] = unchecked(sum[i] + values[i]);
    }
}
