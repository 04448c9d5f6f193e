namespace FedGrains.Core.Identifiers;

/// <summary>A run of a federation. As text and as a grain key: <c>{federation}/{run}</c>.</summary>
public readonly record struct RunKey(FederationId Federation, RunId Run)
{
    /// <summary>Reads <c>{federation}/{run}</c>.</summary>
    public static RunKey Parse(string value)
    {
        var parts = value?.Split('/') ?? [];

        return parts.Length == 2
            ? new(FederationId.Parse(parts[0]), RunId.Parse(parts[1]))
            : throw new FormatException($"'{value}' is not a run: write federation/run.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Federation}/{Run}";
}
