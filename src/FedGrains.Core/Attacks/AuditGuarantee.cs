using System.Text.Json.Serialization;

using FedGrains.Core.Training;

namespace FedGrains.Core.Attacks;

/// <summary>What a mechanism promises about one record added or removed.</summary>
/// <param name="Mechanism">The mechanism, as the plan claims it.</param>
/// <param name="Epsilon">ε in natural-log units, at least 0.</param>
/// <param name="Delta">δ, more than 0 and less than 1.</param>
/// <param name="Accountant">Who worked ε out.</param>
public sealed record AuditGuarantee(DpSgdMechanism Mechanism, double Epsilon, double Delta, string Accountant)
{
    /// <summary>The most that the area under a membership attack's ROC curve can be on average: the area under min(e^ε x + δ, 1 - e^-ε (1 - δ - x), 1).</summary>
    [JsonIgnore]
    public double MostArea
    {
        get
        {
            // The two lines meet where others are taken for members as often as members are missed.
            var (across, up) = ((1 - Delta) / (1 + Math.Exp(Epsilon)), Delta + ((1 - Delta) / (1 + Math.Exp(-Epsilon))));

            return (across * (Delta + up) / 2) + ((1 - Delta - across) * (1 + up) / 2) + Delta;
        }
    }
}
