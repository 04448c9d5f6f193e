namespace FedGrains.Storage.Artifacts;

/// <summary>Which bytes have been written: ranges in order, with a gap between any two.</summary>
internal sealed class ByteRanges
{
    private readonly List<(long Start, long End)> _ranges = [];

    public void Add(long start, long end)
    {
        if (start == end) return;

        // All ranges that touch the new one become one with it.
        var first = _ranges.FindIndex(r => r.End >= start);
        if (first < 0) first = _ranges.Count;

        var next = first;
        for (; next < _ranges.Count && _ranges[next].Start <= end; next++)
            (start, end) = (Math.Min(start, _ranges[next].Start), Math.Max(end, _ranges[next].End));

        _ranges.RemoveRange(first, next - first);
        _ranges.Insert(first, (start, end));
    }

    /// <summary>The first range that is missing below <paramref name="length"/>; null when none is.</summary>
    public (long Start, long End)? FirstGap(long length) => _ranges switch
    {
        [] => length == 0 ? null : (0, length),
        [(var start and > 0, _), ..] => (0, start),
        [(_, var end)] => end < length ? (end, length) : null,
        [(_, var end), (var start, _), ..] => (end, start),
    };
}
