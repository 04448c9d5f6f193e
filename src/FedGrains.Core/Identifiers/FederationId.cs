using System.Text.Json.Serialization;

namespace FedGrains.Core.Identifiers;

/// <summary>The name of a federation.</summary>
[JsonConverter(typeof(IdentifierJsonConverter<FederationId>))]
public readonly record struct FederationId(string Value) : IIdentifier<FederationId>
{
    /// <inheritdoc/>
    public static FederationId Parse(string value) => new(NameRule.Require(value, "federation"));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
