using System.Text.Json.Serialization;

namespace FedGrains.Core.Attacks;

/// <summary>A share that was counted, with its confidence interval.</summary>
/// <param name="Value">Successes over trials.</param>
/// <param name="Lower">The interval's lower end.</param>
/// <param name="Upper">The interval's upper end.</param>
public sealed record Share(double Value, double Lower, double Upper)
{
    /// <summary>Whether 0 ≤ lower ≤ value ≤ upper ≤ 1.</summary>
    [JsonIgnore]
    public bool IsSound => 0 <= Lower && Lower <= Value && Value <= Upper && Upper <= 1;
}
