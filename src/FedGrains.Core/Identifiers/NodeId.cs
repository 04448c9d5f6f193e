using System.Text.Json.Serialization;

namespace FedGrains.Core.Identifiers;

/// <summary>The name of a node: an institution's place in a federation.</summary>
[JsonConverter(typeof(IdentifierJsonConverter<NodeId>))]
public readonly record struct NodeId(string Value) : IIdentifier<NodeId>
{
    /// <inheritdoc/>
    public static NodeId Parse(string value) => new(NameRule.Require(value, "node"));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
