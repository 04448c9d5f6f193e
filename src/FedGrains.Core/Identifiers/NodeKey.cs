namespace FedGrains.Core.Identifiers;

/// <summary>A node of a federation. As text and as a grain key: <c>{federation}/{node}</c>.</summary>
public readonly record struct NodeKey(FederationId Federation, NodeId Node)
{
    /// <summary>Reads <c>{federation}/{node}</c>.</summary>
    public static NodeKey Parse(string value)
    {
        var parts = value?.Split('/') ?? [];

        return parts.Length == 2
            ? new(FederationId.Parse(parts[0]), NodeId.Parse(parts[1]))
            : throw new FormatException($"'{value}' is not a node: write federation/node.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Federation}/{Node}";
}
