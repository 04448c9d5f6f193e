using System.Text.Json.Serialization;

namespace FedGrains.Core.Identifiers;

/// <summary>The name of a federation.</summary>
[JsonConverter(typeof(IdentifierJsonConverter<FederationId>))]
public readonly record struct FederationId(string Value) : IIdentifier<FederationId>
{
    // A federation's keys are called as it is, and the coordinator's own begin so.
    private const string Reserved = "fedgrains-";

    /// <inheritdoc/>
    public static FederationId Parse(string value) => NameRule.Require(value, "federation").StartsWith(Reserved, StringComparison.Ordinal)
        ? throw new FormatException($"'{value}' is not a federation name: names that begin with '{Reserved}' are the coordinator's own.")
        : new(value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
