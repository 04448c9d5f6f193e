using System.Globalization;

namespace FedGrains.Core.Identifiers;

/// <summary>A round of a run, counted from 1. As text and as a grain key: <c>{federation}/{run}/{number}</c>.</summary>
public readonly record struct RoundKey(RunKey Run, int Number)
{
    /// <summary>Reads <c>{federation}/{run}/{number}</c>.</summary>
    public static RoundKey Parse(string value)
    {
        var end = value?.LastIndexOf('/') ?? -1;

        // One round has one name: 007 is not another way to write 7.
        return end > 0 && !value![end..].StartsWith("/0", StringComparison.Ordinal) && int.TryParse(value[(end + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(RunKey.Parse(value[..end]), number)
            : throw new FormatException($"'{value}' is not a round: write federation/run/number.");
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Run}/{Number}");
}
