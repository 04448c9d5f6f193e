using CsCheck;
using FedGrains.Storage.Artifacts;

namespace FedGrains.Storage.Tests.Artifacts;

public sealed class ByteRangesTests
{
    [Fact]
    public void FirstGap_IsWhatAMarkedArrayShows() =>
        Gen.Select(Gen.Int[0, 20], Gen.Int[0, 20]).Array[0, 12].Sample(slices =>
        {
            var ranges = new ByteRanges();
            var marked = new bool[20];

            foreach (var (a, b) in slices)
            {
                ranges.Add(Math.Min(a, b), Math.Max(a, b));
                marked.AsSpan(Math.Min(a, b)..Math.Max(a, b)).Fill(true);
            }

            var start = Array.IndexOf(marked, false);
            if (start < 0) return ranges.FirstGap(20) is null;

            var next = Array.IndexOf(marked, true, start);
            return ranges.FirstGap(20) == (start, next < 0 ? 20 : next);
        });
}
