using FedGrains.Core.Identifiers;

using Microsoft.Extensions.Logging;

namespace FedGrains.Grains.Rounds;

internal sealed partial class ShardGrain
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Shard {Shard}: adding the update of {Node} failed; the slice is summed again")]
    private partial void LogFoldFailed(string shard, NodeId node, Exception exception);
}
