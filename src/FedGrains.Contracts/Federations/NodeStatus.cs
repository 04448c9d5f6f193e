using FedGrains.Core.Nodes;

namespace FedGrains.Contracts.Federations;

/// <summary>A node and how alive it is.</summary>
/// <param name="Node">What the federation knows of it.</param>
/// <param name="Connected">Whether its site holds a connection to a gateway now.</param>
/// <param name="LastSeen">When its site was last heard, or null when it was not since the coordinator started.</param>
/// <param name="Software">What the site said it runs.</param>
/// <param name="Working">The rounds it has been asked to work on and not answered.</param>
[GenerateSerializer, Immutable, Alias("fedgrains.node-status")]
public sealed record NodeStatus(
    [property: Id(0)] Node Node,
    [property: Id(1)] bool Connected,
    [property: Id(2)] DateTimeOffset? LastSeen,
    [property: Id(3)] string? Software,
    [property: Id(4)] int Working);
