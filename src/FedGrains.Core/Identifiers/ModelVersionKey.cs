using System.Globalization;

namespace FedGrains.Core.Identifiers;

/// <summary>A version of the model that a run makes; 0 is the model before training. As a grain key: <c>{federation}/{run}/v{number}</c>.</summary>
public readonly record struct ModelVersionKey(RunKey Run, int Number)
{
    /// <summary>Reads <c>{federation}/{run}/v{number}</c>.</summary>
    public static ModelVersionKey Parse(string value)
    {
        var end = value?.LastIndexOf("/v", StringComparison.Ordinal) ?? -1;

        return end > 0 && int.TryParse(value![(end + 2)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(RunKey.Parse(value[..end]), number)
            : throw new FormatException($"'{value}' is not a model version: write federation/run/vN.");
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Run}/v{Number}");
}
