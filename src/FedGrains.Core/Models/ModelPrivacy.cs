using System.Collections.Immutable;
using System.Text.Json.Serialization;

using FedGrains.Core.Identifiers;

namespace FedGrains.Core.Models;

/// <summary>What is promised about a model version and all that came of its run before it, as it was priced when the version was recorded. It rests on what the nodes signed of their training.</summary>
/// <param name="Unit">Whose presence is hidden: <c>record</c>.</param>
/// <param name="Adjacency">When two data sets are neighbours: <c>addOrRemoveOne</c>.</param>
/// <param name="Delta">δ, the same for every node.</param>
/// <param name="Accountant">The name of who priced it.</param>
/// <param name="Nodes">Every node with an update in the run so far.</param>
/// <param name="NotCovered">What the promise says nothing about, a sentence each.</param>
/// <param name="Sentence">The promise to the records of the node that is worst off, in words.</param>
/// <param name="Sites">What is promised to each site as a whole; null where nothing is.</param>
public sealed record ModelPrivacy(
    string Unit,
    string Adjacency,
    double Delta,
    string Accountant,
    ImmutableArray<NodePrivacy> Nodes,
    ImmutableArray<string> NotCovered,
    string Sentence,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SitePromise? Sites = null)
{
    /// <summary>Of a model before training.</summary>
    public static ModelPrivacy BeforeTraining { get; } = new("record", "addOrRemoveOne", 0, "none", [], [], "It is the model before training, and there is nothing of any record in it.");

    /// <summary>The node whose records are promised least; null before training.</summary>
    [JsonIgnore]
    public NodePrivacy? Worst => Nodes.IsEmpty ? null : Nodes.MaxBy(n => n.Epsilon);

    /// <summary>ε of the node that is worst off; infinity without protection.</summary>
    [JsonIgnore]
    public double Epsilon => Worst?.Epsilon ?? 0;

    /// <summary>Whether there is a bound on what the version tells of any one record.</summary>
    [JsonIgnore]
    public bool IsProtected => double.IsFinite(Epsilon);
}

/// <summary>What is promised to each record of a node.</summary>
/// <param name="Releases">What of it the run has had so far.</param>
/// <param name="Mechanism">That in words.</param>
/// <param name="Epsilon">ε in natural-log units; infinity without protection.</param>
public sealed record NodePrivacy(NodeReleases Releases, string Mechanism, double Epsilon)
{
    /// <summary>The node.</summary>
    [JsonIgnore]
    public NodeId Node => Releases.Node;
}
