using FedGrains.Contracts.Rounds;

namespace FedGrains.Grains.Rounds;

/// <summary>Writes the weighted means of a slice's parameters from <paramref name="start"/> on.</summary>
internal delegate void SliceMeans(int start, Span<double> mean);

/// <summary>A shard's sum of updates, of whichever form they are.</summary>
internal interface IShardSum : IDisposable
{
    /// <summary>Reads the slice of a durable update chunk by chunk and adds it.</summary>
    Task Add(WeightedUpdate update);

    /// <summary>The means, once every update is in. Nothing may be added afterwards.</summary>
    SliceMeans Close(ShardCompletion completion);
}
