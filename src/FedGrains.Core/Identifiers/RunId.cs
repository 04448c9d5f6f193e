using System.Text.Json.Serialization;

namespace FedGrains.Core.Identifiers;

/// <summary>The name of a training run, unique in its federation.</summary>
[JsonConverter(typeof(IdentifierJsonConverter<RunId>))]
public readonly record struct RunId(string Value) : IIdentifier<RunId>
{
    /// <inheritdoc/>
    public static RunId Parse(string value) => new(NameRule.Require(value, "run"));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
