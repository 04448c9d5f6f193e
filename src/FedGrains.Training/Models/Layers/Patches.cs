using FedGrains.Core.Models;

using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FedGrains.Training.Models.Layers;

/// <summary>What a convolution's kernel sees of each record at each place: [records, channels, …] to a matrix a record.</summary>
internal sealed class Patches(Tensor input, Layer.Convolution settings)
{
    // A block of patches stays in the processor's cache: unfolding a whole batch at once takes ten times as long.
    private const long BlockValues = 1 << 20;

    private readonly int _directions = (int)input.dim() - 2;

    /// <summary>Values of one record's patches.</summary>
    private long ValuesPerRecord => input.shape.Skip(2).Aggregate(input.shape[1], (product, size) => product * settings.Kernel * PlacesAlong(size));

    /// <summary>The batch in blocks of records to work on together: where they start, and how many.</summary>
    public IEnumerable<(long Start, long Count)> Blocks()
    {
        var most = Math.Max(1, BlockValues / ValuesPerRecord);

        for (long start = 0; start < input.shape[0]; start += most) yield return (start, Math.Min(most, input.shape[0] - start));
    }

    /// <summary>The block's patches by value: [records, values of a patch, places].</summary>
    public Tensor ByValue(long start, long count) => Windows(start, count).permute(_directions == 1 ? [0, 1, 3, 2] : [0, 1, 4, 5, 2, 3]).flatten(1, 1 + _directions).flatten(2);

    /// <summary>The block's patches by place: [records · places, values of a patch].</summary>
    public Tensor ByPlace(long start, long count) => Windows(start, count).permute(_directions == 1 ? [0, 2, 1, 3] : [0, 2, 3, 1, 4, 5]).flatten(0, _directions).flatten(1);

    /// <summary>[records, channels, places…, kernel…].</summary>
    private Tensor Windows(long start, long count)
    {
        var windows = functional.pad(input.narrow(0, start, count), [.. Enumerable.Repeat((long)settings.Padding, 2 * _directions)]);

        for (var direction = 0; direction < _directions; direction++) windows = windows.unfold(2 + direction, settings.Kernel, settings.Stride);

        return windows;
    }

    private long PlacesAlong(long size) => ((size + (2L * settings.Padding) - settings.Kernel) / settings.Stride) + 1;
}
