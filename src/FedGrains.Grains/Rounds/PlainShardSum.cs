using FedGrains.Contracts.Rounds;
using FedGrains.Privacy.Updates;
using FedGrains.Storage.Artifacts;

namespace FedGrains.Grains.Rounds;

/// <summary>The exact sum of updates in plain fixed point, 8 bytes a parameter.</summary>
internal sealed class PlainShardSum(IArtifactStore artifacts, ShardSlice slice) : IShardSum
{
    private readonly ExactSum _sum = new(slice.Length);

    public Task Add(WeightedUpdate update) => UpdateSlices.Add(artifacts, slice, update, _sum);

    public SliceMeans Close(ShardCompletion completion)
    {
        var format = new FixedPointFormat(completion.FractionBits);

        return (start, mean) => _sum.Mean(format, start, mean);
    }

    public void Dispose() => _sum.Dispose();
}
