using System.Collections.Immutable;

using FedGrains.Core.Attacks;
using FedGrains.Privacy.Accounting;
using FedGrains.Training;

namespace FedGrains.Attacks.Audits;

/// <summary>Attacks a training plan over a site's records, without the plan's defence and with it, and holds the defence to what it promises.</summary>
public static class PlanAudit
{
    private static readonly ImmutableArray<IPlanAttack> s_attacks = [new InversionOfPlan(), new LabelsOfPlan(), new MembershipOfPlan(), new PropertyOfPlan()];

    /// <summary>Runs the attacks. A subject with faults throws an <see cref="ArgumentException"/>, training that diverges a <see cref="TrainingDivergedException"/>.</summary>
    /// <param name="subject">The plan and the records.</param>
    /// <param name="settings">How to go about it.</param>
    /// <param name="trainer">The trainer, on the processor; its defence is on trial.</param>
    /// <param name="accountant">Who prices what the plan claims.</param>
    /// <param name="begins">Hears of each kind of attack before it runs; null when nobody listens.</param>
    /// <param name="cancellation">Ends the audit early.</param>
    public static PrivacyAudit Run(
        AuditSubject subject, AuditSettings settings, LocalTrainer trainer, IAccountant accountant, Action<AttackKind>? begins = null, CancellationToken cancellation = default)
    {
        string[] faults = [.. subject.Faults()];
        if (faults.Length > 0) throw new ArgumentException(string.Join(" ", faults), nameof(subject));
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Records, AuditSettings.LeastRecords, nameof(settings));
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.ShadowModels, AuditSettings.LeastShadowModels, nameof(settings));
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Rounds, 1, nameof(settings));

        var pool = RecordPool.Draw(subject.Records, settings.Records, settings.Seed);
        var training = PlannedTraining.Of(subject.Plan.Training, subject.Records.Count, pool.Count, settings.Rounds);
        var plan = new PlanUnderAttack(subject, pool, training, settings, trainer, accountant, cancellation);

        return Report(plan, [.. s_attacks.Where(a => settings.Attacks.Contains(a.Kind))], begins);
    }

    private static PrivacyAudit Report(PlanUnderAttack plan, IPlanAttack[] attacks, Action<AttackKind>? begins)
    {
        var skipped = attacks.Select(a => (a.Kind, Obstacle: a.Obstacle(plan))).Where(a => a.Obstacle is not null).Select(a => new SkippedAttack(a.Kind, a.Obstacle!.Value)).ToImmutableArray();
        var findings = ImmutableArray.CreateBuilder<AttackFinding>();

        foreach (var attack in attacks.Where(a => skipped.All(s => s.Kind != a.Kind)))
        {
            begins?.Invoke(attack.Kind);
            findings.AddRange(attack.Run(plan));
        }

        return new(
            PrivacyAudit.KindName, PrivacyAudit.CurrentFormat, plan.Subject.Plan, new(plan.Subject.Source, plan.Pool.Count), plan.Settings.Rounds, plan.Settings.Seed,
            plan.Training.Mechanism is { } mechanism ? plan.Guarantee(mechanism) : null, findings.ToImmutable(), skipped);
    }
}
