using FedGrains.Core.Nodes;

namespace FedGrains.Grains.Nodes;

public sealed record NodeState
{
    public Node? Node { get; init; }
}
