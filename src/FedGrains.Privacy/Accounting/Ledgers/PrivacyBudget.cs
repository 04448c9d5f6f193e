using System.Text.Json.Serialization;

namespace FedGrains.Privacy.Accounting.Ledgers;

/// <summary>What a dataset's owner lets be spent on it, by all runs together and for ever.</summary>
/// <param name="Epsilon">ε in natural-log units, above 0 and finite.</param>
/// <param name="Delta">δ, between 0 and 1, both excluded.</param>
/// <param name="AllowNonPrivate">Whether training without noise is allowed beside it. What such training tells is then not counted, and nothing bounds it.</param>
public sealed record PrivacyBudget(double Epsilon, double Delta, bool AllowNonPrivate = false)
{
    /// <summary>ε.</summary>
    [JsonPropertyName("epsilon")]
    public double Epsilon { get; } = Epsilon > 0 && double.IsFinite(Epsilon) ? Epsilon : throw new ArgumentOutOfRangeException(nameof(Epsilon), Epsilon, "A budget's ε is a finite number above 0.");

    /// <summary>δ.</summary>
    [JsonPropertyName("delta")]
    public double Delta { get; } = Delta is > 0 and < 1 ? Delta : throw new ArgumentOutOfRangeException(nameof(Delta), Delta, "A budget's δ is a number between 0 and 1, both excluded.");

    /// <summary>Whether training without noise is allowed beside it.</summary>
    [JsonPropertyName("allowNonPrivate")]
    public bool AllowNonPrivate { get; } = AllowNonPrivate;

    /// <inheritdoc />
    public override string ToString() => FormattableString.Invariant($"ε = {Epsilon:G6} at δ = {Delta:G6}");
}
