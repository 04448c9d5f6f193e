using System.Globalization;

namespace FedGrains.Core.Identifiers;

/// <summary>A round of a run, counted from 1. As text and as a grain key: <c>{federation}/{run}/{number}</c>.</summary>
public readonly record struct RoundKey(RunKey Run, int Number)
{
    /// <summary>Reads <c>{federation}/{run}/{number}</c>.</summary>
    public static RoundKey Parse(string value)
    {
        var end = value?.LastIndexOf('/') ?? -1;

        return end > 0 && !value!.AsSpan(end + 1).StartsWith("0") && int.TryParse(value[(end + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(RunKey.Parse(value[..end]), number)
            : throw new FormatException($"'{value}' is not a round: write federation/run/number.");
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Run}/{Number}");
}
