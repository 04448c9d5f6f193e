using System.Collections.Immutable;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Core.Strategies;

using Orleans.Concurrency;

namespace FedGrains.Contracts.Rounds;

/// <summary>The sum over one slice of a round's parameter vector. The key is <c>{federation}/{run}/{round}/{shard}</c>.</summary>
[GrainInterfaceType("fedgrains.shard")]
public interface IShardGrain : IGrainWithStringKey
{
    /// <summary>Adds an accepted update to the sum while others are still on their way. Only a head start: <see cref="Complete"/> adds whatever is missing.</summary>
    [Alias("fold")]
    [OneWay]
    Task Fold(ShardSlice slice, WeightedUpdate update);

    /// <summary>Adds an accepted masked update, as <see cref="Fold"/> does with one in fixed point.</summary>
    [Alias("fold-masked")]
    [OneWay]
    Task FoldMasked(ShardSlice slice, WeightedUpdate update, MaskingTask masking);

    /// <summary>Sums exactly these updates, takes the server step and writes the slice of the next model to the round's stage. Safe to repeat.</summary>
    [Alias("complete")]
    [ResponseTimeout("00:10:00")]
    Task Complete(ShardCompletion completion);

    /// <summary>Gives the slice's memory back.</summary>
    [Alias("release")]
    [OneWay]
    Task Release();
}

/// <summary>A slice of the parameter vector, in parameters.</summary>
[GenerateSerializer, Immutable, Alias("fedgrains.shard-slice")]
public sealed record ShardSlice([property: Id(0)] long Start, [property: Id(1)] int Length);

/// <summary>A node's update, in an area of the artifact store, and its integer weight.</summary>
[GenerateSerializer, Immutable, Alias("fedgrains.weighted-update")]
public sealed record WeightedUpdate([property: Id(0)] NodeId Node, [property: Id(1)] string Area, [property: Id(2)] Digest Update, [property: Id(3)] long Weight);

/// <summary>Everything a shard needs to finish its slice.</summary>
[GenerateSerializer, Immutable, Alias("fedgrains.shard-completion")]
public sealed record ShardCompletion(
    [property: Id(0)] ShardSlice Slice,
    [property: Id(1)] ImmutableArray<WeightedUpdate> Updates,
    [property: Id(2)] BaseModel Base,
    [property: Id(3)] int FractionBits,
    [property: Id(4)] StrategySettings Strategy,
    [property: Id(5)] long ParameterCount,
    [property: Id(6)] string ModelStage,
    [property: Id(7)] long ModelLength,
    [property: Id(8)] string BaseStateArea,
    [property: Id(9)] string StateArea,
    [property: Id(10)] string StateStage,
    [property: Id(11)] long StateLength,
    [property: Id(12)] MaskedCompletion? Masking = null);

/// <summary>What a shard needs besides when updates are masked.</summary>
/// <param name="Masking">How the updates were made.</param>
/// <param name="Plan">The masks that have to come off the sum, in the protocol's canonical form.</param>
/// <param name="TotalWeight">The sum of the sites' weights.</param>
[GenerateSerializer, Immutable, Alias("fedgrains.masked-completion")]
public sealed record MaskedCompletion([property: Id(0)] MaskingTask Masking, [property: Id(1)] byte[] Plan, [property: Id(2)] long TotalWeight);
