using System.Collections.Immutable;

using FedGrains.Core.Identifiers;

namespace FedGrains.Core.Federations;

/// <summary>The parties that train together and the runs they made.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Title">What people call it.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="Nodes">Everyone ever invited, in the order of their names.</param>
/// <param name="Runs">Its runs, in the order they were started.</param>
public sealed record Federation(FederationId Id, string Title, DateTimeOffset CreatedAt, ImmutableArray<NodeId> Nodes, ImmutableArray<RunId> Runs)
{
    /// <summary>A federation without nodes.</summary>
    public static Federation Create(FederationId id, string title, DateTimeOffset now) => new(id, title, now, [], []);

    /// <summary>Takes a node in; one that is in already changes nothing.</summary>
    public Federation Admit(NodeId node) => Nodes.Contains(node)
        ? this
        : this with { Nodes = [.. Nodes.Append(node).OrderBy(n => n.Value, StringComparer.Ordinal)] };

    /// <summary>Takes a run in; one that is in already changes nothing.</summary>
    public Federation Record(RunId run) => Runs.Contains(run) ? this : this with { Runs = Runs.Add(run) };
}
