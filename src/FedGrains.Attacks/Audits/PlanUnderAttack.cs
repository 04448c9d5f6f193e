using FedGrains.Core.Attacks;
using FedGrains.Core.Training;
using FedGrains.Privacy.Accounting;
using FedGrains.Training;

namespace FedGrains.Attacks.Audits;

/// <summary>What every attack of an audit works with.</summary>
/// <param name="Subject">The plan and the site's records.</param>
/// <param name="Pool">Those of them that are attacked.</param>
/// <param name="Training">The rounds that are attacked.</param>
/// <param name="Settings">How the audit goes about it.</param>
/// <param name="Trainer">The trainer whose defence is on trial.</param>
/// <param name="Accountant">Who prices what the plan claims.</param>
/// <param name="Cancellation">Ends the audit early.</param>
internal sealed record PlanUnderAttack(
    AuditSubject Subject, TrainingData Pool, PlannedTraining Training, AuditSettings Settings, LocalTrainer Trainer, IAccountant Accountant, CancellationToken Cancellation)
{
    public bool IsDefended => Training.Defended is not null;

    /// <summary>What a mechanism promises.</summary>
    public AuditGuarantee Guarantee(DpSgdMechanism mechanism)
    {
        var released = PrivacyEvent.NoisySteps(mechanism.SamplingRate, mechanism.NoiseMultiplier, mechanism.Steps);

        return new(mechanism, Accountant.Epsilon([released], Settings.Delta), Settings.Delta, Accountant.Name);
    }
}
