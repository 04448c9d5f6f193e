using System.Collections.Immutable;

using FedGrains.Core.Identifiers;

namespace FedGrains.Core.Rounds;

/// <summary>Until when each node of a round counts as at work. Progress renews a lease: slow but moving is alive, silent is not.</summary>
public sealed record Leases(TimeSpan Length, ImmutableDictionary<NodeId, DateTimeOffset> Until)
{
    /// <summary>Leases for <paramref name="nodes"/> that all start now.</summary>
    public static Leases Grant(IEnumerable<NodeId> nodes, TimeSpan length, DateTimeOffset now) =>
        new(length, nodes.ToImmutableDictionary(n => n, _ => now + length));

    /// <summary>Renews the lease of a node that moved; a node without a lease gets none.</summary>
    public Leases Renew(NodeId node, DateTimeOffset now) =>
        Until.ContainsKey(node) ? this with { Until = Until.SetItem(node, now + Length) } : this;

    /// <summary>The nodes whose lease has run out.</summary>
    public ImmutableHashSet<NodeId> Silent(DateTimeOffset now) => [.. Until.Where(l => l.Value < now).Select(l => l.Key)];
}
