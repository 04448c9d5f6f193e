using System.Text.Json.Serialization;

namespace FedGrains.Core.Attacks;

/// <summary>
/// Holds what an attack counted to a differential-privacy guarantee: whatever the attacker does, P[success with the record] ≤ e^ε · P[the same without it] + δ, and the other
/// way round for failure (Kairouz et al. 2015). How success is told must be settled before anything is counted, and trials must be independent.
/// </summary>
/// <param name="With">Successes when the record was there: members found, or records recognised.</param>
/// <param name="Without">The same when it was not: others taken for members, or records recognised by chance.</param>
/// <param name="Epsilon">ε, at least 0.</param>
/// <param name="Delta">δ, 0 to 1.</param>
public sealed record GuaranteeTest(Share With, Share Without, double Epsilon, double Delta)
{
    /// <summary>Whether the guarantee is refuted: both intervals on the far side. If the guarantee holds this happens with a probability of at most what the two intervals leave out.</summary>
    [JsonIgnore]
    public bool IsRefuted => With.Lower > MostWith;

    /// <summary>The largest share of successes with the record that the guarantee allows, of successes and of failures, given the upper end of those without it.</summary>
    [JsonIgnore]
    public double MostWith => Math.Min((Math.Exp(Epsilon) * Without.Upper) + Delta, 1 - (Math.Max(0, 1 - Without.Upper - Delta) / Math.Exp(Epsilon)));

    /// <summary>The ε that the counts show at least, at this δ; 0 when they show none.</summary>
    [JsonIgnore]
    public double EpsilonShown => Math.Log(Math.Max(1, Math.Max(
        (With.Lower - Delta) / Without.Upper,
        (1 - Without.Upper - Delta) / (1 - With.Lower))));
}
