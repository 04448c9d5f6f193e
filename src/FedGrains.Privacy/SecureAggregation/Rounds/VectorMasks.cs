using System.Collections.Immutable;

using FedGrains.Privacy.Masking;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>
/// Masks that go onto a vector, or come off a sum, together: in any pieces, in any order, on several threads that have pieces of their
/// own, and again after a crash. Beyond the pieces they take no memory.
/// </summary>
public sealed class VectorMasks : IDisposable
{
    // A piece that stays in the second-level cache while one mask after another is put on it.
    private const int PieceLanes = 1 << 15;

    private readonly ImmutableArray<(MaskStream Stream, bool Add)> _masks;

    internal VectorMasks(long length, ImmutableArray<(MaskStream, bool)> masks) => (Length, _masks) = (length, masks);

    /// <summary>Lanes of the vector.</summary>
    public long Length { get; }

    /// <summary>Applies all masks to the lanes from <paramref name="firstLane"/> on, in place.</summary>
    /// <param name="firstLane">The lane of the first value, 0 or more.</param>
    /// <param name="lanes">The values there; a piece that reaches beyond <see cref="Length"/> throws an <see cref="ArgumentOutOfRangeException"/>.</param>
    public void Apply(long firstLane, Span<uint> lanes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstLane);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lanes.Length, Length - firstLane, nameof(lanes));

        for (var at = 0; at < lanes.Length; at += PieceLanes) ApplyPiece(firstLane + at, lanes.Slice(at, Math.Min(PieceLanes, lanes.Length - at)));
    }

    /// <summary>Zeroes the seeds.</summary>
    public void Dispose()
    {
        foreach (var (stream, _) in _masks) stream.Dispose();
    }

    private void ApplyPiece(long firstLane, Span<uint> piece)
    {
        foreach (var (stream, add) in _masks)
        {
            if (add) stream.AddTo(firstLane, piece);
            else stream.SubtractFrom(firstLane, piece);
        }
    }
}
