using System.Collections.Immutable;
using FedGrains.Core.Identifiers;

namespace FedGrains.Storage.Tests.Grains;

public sealed record TestState
{
    public int Number { get; init; }

    public string? Text { get; init; }

    public DateTimeOffset At { get; init; }

    public ImmutableArray<NodeId> Nodes { get; init; } = [];

    public ImmutableDictionary<NodeId, Digest> Digests { get; init; } = ImmutableDictionary<NodeId, Digest>.Empty;

    public ImmutableArray<byte> Bytes { get; init; } = [];
}
