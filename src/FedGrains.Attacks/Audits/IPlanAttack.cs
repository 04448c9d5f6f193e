using FedGrains.Core.Attacks;

namespace FedGrains.Attacks.Audits;

/// <summary>A kind of attack on a plan.</summary>
internal interface IPlanAttack
{
    AttackKind Kind { get; }

    /// <summary>Why it does not apply, or null when it does.</summary>
    SkipReason? Obstacle(PlanUnderAttack plan);

    /// <summary>Runs it, without the plan's defence and, when there is one, with it.</summary>
    IEnumerable<AttackFinding> Run(PlanUnderAttack plan);
}
