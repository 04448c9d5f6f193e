using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

using FedGrains.Privacy.Masking;
using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>
/// All masks of a site in one round: its own, and one with each neighbour, which the site that comes first in the roster adds and the
/// other subtracts. They go onto a vector whole, through <see cref="NoisedUpdate.Mask"/>, slice by slice while it is written away, or in any
/// pieces, in any order, on several threads, and again after a crash.
/// </summary>
public sealed class RoundMasks : IDisposable
{
    // A piece that stays in the second-level cache while one mask after another is put on it.
    private const int PieceWords = 1 << 15;

    // What is handed out at a time while a vector is written away.
    private const int SliceWords = 1 << 16;

    internal RoundMasks(RoundTask task, ImmutableArray<SignedMask> masks) => (Task, Masks) = (task, masks);

    /// <summary>What is summed.</summary>
    public RoundTask Task { get; }

    /// <summary>The masks, which stay this object's.</summary>
    public ImmutableArray<SignedMask> Masks { get; }

    /// <summary>Masks the words from <paramref name="firstWord"/> on, in place.</summary>
    /// <param name="firstWord">Where the piece begins in the vector, in words of 32 bits; at a whole lane.</param>
    /// <param name="words">The promised input there, whole lanes; afterwards what may be sent. A piece that reaches beyond the vector throws an <see cref="ArgumentOutOfRangeException"/>.</param>
    public void Apply(long firstWord, Span<uint> words)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstWord);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(words.Length, Task.Words - firstWord, nameof(words));

        for (var at = 0; at < words.Length; at += PieceWords)
            foreach (var mask in Masks) mask.ApplyTo(Task.Ring, firstWord + at, words.Slice(at, Math.Min(PieceWords, words.Length - at)));
    }

    /// <summary>
    /// Masks an update in place, a slice at a time, as its slices are asked for, from first to last and once. The update is spent, so that it cannot be
    /// masked twice; what is left unmasked when the caller stops is zeroed.
    /// </summary>
    /// <param name="update">An update of the round's ring and lanes; another throws an <see cref="ArgumentException"/>.</param>
    public IEnumerable<ReadOnlyMemory<uint>> Mask(NoisedUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        if (update.Ring != Task.Ring || update.Lanes != Task.Lanes)
            throw new ArgumentException($"The update has {update.Lanes} lanes of {update.Ring.Bits()} bits, and the round sums {Task.Lanes} of {Task.Ring.Bits()}.", nameof(update));

        return Slices(update);
    }

    /// <summary>Zeroes the seeds.</summary>
    public void Dispose()
    {
        foreach (var mask in Masks) mask.Stream.Dispose();
    }

    private IEnumerable<ReadOnlyMemory<uint>> Slices(NoisedUpdate update)
    {
        var words = update.Spend();
        var masked = 0;

        try
        {
            while (masked < words.Length)
            {
                var slice = words.AsMemory(masked, Math.Min(SliceWords, words.Length - masked));
                Apply(masked, slice.Span);
                masked += slice.Length;

                yield return slice;
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(words.AsSpan(masked)));
        }
    }
}
