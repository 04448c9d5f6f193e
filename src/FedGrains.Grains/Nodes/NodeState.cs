using FedGrains.Core.Nodes;

namespace FedGrains.Grains.Nodes;

public sealed record NodeState
{
    public Node? Node { get; init; }

    /// <summary>How far the site's clock has been ahead of this one at most, by the assertions that it used.</summary>
    public TimeSpan ClockLead { get; init; }
}
