using System.Collections.Immutable;

using FedGrains.Privacy.Masking;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>
/// All masks of a site in one round: its own, and one with each neighbour, which the site that comes first in the roster adds and the
/// other subtracts. They go onto a vector whole, through <see cref="Updates.NoisedUpdate.Mask"/>, or in any pieces, in any order, on several
/// threads, and again after a crash.
/// </summary>
public sealed class RoundMasks : IDisposable
{
    // A piece that stays in the second-level cache while one mask after another is put on it.
    private const int PieceWords = 1 << 15;

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

    /// <summary>Zeroes the seeds.</summary>
    public void Dispose()
    {
        foreach (var mask in Masks) mask.Stream.Dispose();
    }
}
