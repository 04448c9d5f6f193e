using System.Text.Json.Serialization;

namespace FedGrains.Core.Identifiers;

/// <summary>The name of a dataset, the same at every site that registers it.</summary>
[JsonConverter(typeof(IdentifierJsonConverter<DatasetName>))]
public readonly record struct DatasetName(string Value) : IIdentifier<DatasetName>
{
    /// <inheritdoc/>
    public static DatasetName Parse(string value) => new(NameRule.Require(value, "dataset"));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
