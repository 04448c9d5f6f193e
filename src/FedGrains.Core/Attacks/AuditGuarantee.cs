using FedGrains.Core.Training;

namespace FedGrains.Core.Attacks;

/// <summary>What a mechanism promises about one record added or removed.</summary>
/// <param name="Mechanism">The mechanism, as the plan claims it.</param>
/// <param name="Epsilon">ε in natural-log units, at least 0.</param>
/// <param name="Delta">δ, more than 0 and less than 1.</param>
/// <param name="Accountant">Who worked ε out.</param>
public sealed record AuditGuarantee(DpSgdMechanism Mechanism, double Epsilon, double Delta, string Accountant);
