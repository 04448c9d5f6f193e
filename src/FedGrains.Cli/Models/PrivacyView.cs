using System.Collections.Immutable;
using System.Text.Json.Serialization;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;

namespace FedGrains.Cli.Models;

/// <summary>What is promised about a model version, as programs get it. An ε of null is no promise at all.</summary>
/// <param name="Protected">Whether anything is.</param>
/// <param name="Sentence">The promise in words.</param>
/// <param name="Unit">Whose presence is hidden.</param>
/// <param name="Adjacency">When two data sets are neighbours.</param>
/// <param name="Epsilon">ε for the records of the node that is worst off.</param>
/// <param name="Delta">δ.</param>
/// <param name="Accountant">Who priced it.</param>
/// <param name="WorstNode">The node that is worst off.</param>
/// <param name="Nodes">What is promised to the records of each node.</param>
/// <param name="NotCovered">What the promise says nothing about.</param>
/// <param name="Sites">What is promised to each site as a whole; null where nothing is.</param>
internal sealed record PrivacyView(
    bool Protected,
    string Sentence,
    string? Unit,
    string? Adjacency,
    double? Epsilon,
    double? Delta,
    string? Accountant,
    NodeId? WorstNode,
    ImmutableArray<NodePrivacyView> Nodes,
    ImmutableArray<string> NotCovered,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SitePromise? Sites = null)
{
    private const string Unknown = "It was recorded before versions said what is promised about them, so nothing is.";

    public static PrivacyView Of(ModelPrivacy? privacy) => privacy is null
        ? new(false, Unknown, null, null, null, null, null, null, [], [])
        : new(
            privacy.IsProtected,
            privacy.Sentence,
            privacy.Unit,
            privacy.Adjacency,
            NodePrivacyView.Finite(privacy.Epsilon),
            privacy.Delta,
            privacy.Accountant,
            privacy.Worst?.Node,
            [.. privacy.Nodes.Select(NodePrivacyView.Of)],
            privacy.NotCovered,
            privacy.Sites);
}

/// <summary>What is promised to the records of a node.</summary>
internal sealed record NodePrivacyView(NodeId Node, double? Epsilon, string Mechanism)
{
    public static NodePrivacyView Of(NodePrivacy node) => new(node.Node, Finite(node.Epsilon), node.Mechanism);

    public static double? Finite(double epsilon) => double.IsFinite(epsilon) ? epsilon : null;
}
