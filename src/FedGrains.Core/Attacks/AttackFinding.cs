namespace FedGrains.Core.Attacks;

/// <summary>One attack against the undefended plan and the plan as it is.</summary>
/// <param name="Attack">The attack, see <see cref="AttackNames"/>.</param>
/// <param name="Figure">The figure that says most, see <see cref="FigureNames"/>.</param>
/// <param name="Undefended">What it came to without a defence.</param>
/// <param name="Defended">What it came to against the plan's defence; null when there is none.</param>
/// <param name="Guarantee">The guarantee of what was attacked; null without a defence, or where it promises nothing.</param>
/// <param name="Control">The undefended counts against that guarantee: what the attack can refute. Null when nothing was tested.</param>
/// <param name="Test">The defended counts against it; null when nothing was tested.</param>
/// <param name="Most">The most that the figure may be if the guarantee holds; null where there is no bound.</param>
/// <param name="Verdict">What follows.</param>
public sealed record AttackFinding(
    string Attack, string Figure, AttackReport Undefended, AttackReport? Defended, AuditGuarantee? Guarantee, GuaranteeTest? Control, GuaranteeTest? Test, double? Most, AttackVerdict Verdict)
{
    /// <summary>An attack on a plan that has no defence.</summary>
    public static AttackFinding WithoutDefence(string figure, AttackReport undefended) =>
        new(Attacker(undefended), figure, undefended, null, null, null, null, null, AttackVerdict.NoDefenceClaimed);

    /// <summary>An attack whose successes with the record and without it were counted.</summary>
    /// <param name="figure">The figure that says most.</param>
    /// <param name="undefended">What it came to without a defence.</param>
    /// <param name="control">The undefended counts against the defence's guarantee.</param>
    /// <param name="defended">What it came to against the defence.</param>
    /// <param name="guarantee">What the defence promises.</param>
    /// <param name="test">The defended counts.</param>
    public static AttackFinding Tested(string figure, AttackReport undefended, GuaranteeTest control, AttackReport defended, AuditGuarantee guarantee, GuaranteeTest test)
    {
        ArgumentNullException.ThrowIfNull(control);
        ArgumentNullException.ThrowIfNull(test);

        return new(Attacker(undefended), figure, undefended, defended, guarantee, control, test, test.MostWith, Judge(control, test));
    }

    /// <summary>What follows from counts without the defence and with it.</summary>
    internal static AttackVerdict Judge(GuaranteeTest control, GuaranteeTest test) =>
        test.IsRefuted ? AttackVerdict.Refuted : control.IsRefuted ? AttackVerdict.Held : AttackVerdict.Inconclusive;

    /// <summary>An attack of which nothing is tested.</summary>
    /// <param name="figure">The figure that says most.</param>
    /// <param name="undefended">What it came to without a defence.</param>
    /// <param name="defended">What it came to against the defence.</param>
    /// <param name="guarantee">What the defence promises.</param>
    /// <param name="most">The most that the figure may be on average if it keeps that; null where it promises nothing.</param>
    /// <param name="verdict"><see cref="AttackVerdict.FiguresOnly"/> or <see cref="AttackVerdict.NotPromised"/>.</param>
    public static AttackFinding ForReading(string figure, AttackReport undefended, AttackReport defended, AuditGuarantee guarantee, double? most, AttackVerdict verdict) =>
        new(Attacker(undefended), figure, undefended, defended, guarantee, null, null, most, verdict);

    private static string Attacker(AttackReport report)
    {
        ArgumentNullException.ThrowIfNull(report);

        return report.Attack;
    }
}
