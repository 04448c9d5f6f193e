using System.Collections.Immutable;

using FedGrains.Cli.CommandLine;
using FedGrains.Privacy.Accounting.Statements;

namespace FedGrains.Cli.Privacy;

/// <summary>Plans as answers.</summary>
internal static class PlanTables
{
    public static void Answer(Terminal terminal, BudgetPlan plan) => terminal.Answer(plan, t =>
    {
        t.Say(FormattableString.Invariant($"Noise multiplier {PrivacyStatement.RoundedUp(plan.NoiseMultiplier)} with the sampling rate {plan.SamplingRate:G6} keeps {Words(plan.Rounds)} within ε = {plan.Target:G6} at δ = {plan.Delta:G6} (accountant {plan.Accountant})."));
        Show(t, plan.Rounds);
    });

    public static void Answer(Terminal terminal, RunFilePlan plan) => terminal.Answer(plan, t =>
    {
        t.Say(FormattableString.Invariant($"At a site with {plan.Records} training records the run file spends ε = {PrivacyStatement.RoundedUp(plan.Epsilon)} at δ = {plan.Delta:G6} in {Words(plan.Rounds)}, with the noise multiplier {plan.NoiseMultiplier:G6} and the sampling rate {plan.SamplingRate:G6} (accountant {plan.Accountant}). A round that is trained again costs another."));
        if (plan is { Target: { } target, LeastNoiseMultiplier: { } least })
            t.Say(FormattableString.Invariant($"That is {(plan.Within is true ? "within" : "more than")} ε = {target:G6}, for which the noise multiplier must be at least {PrivacyStatement.RoundedUp(least)}."));
        Show(t, plan.Rounds);
    });

    public static void Answer(Terminal terminal, SitePlan plan) => terminal.Answer(plan, t =>
    {
        t.Say(FormattableString.Invariant($"For a site as a whole, {Sums(plan.Rounds.Length)} with the noise multiplier {PrivacyStatement.RoundedUp(plan.NoiseMultiplier)} cost ε = {PrivacyStatement.RoundedUp(plan.Epsilon)} at δ = {plan.Delta:G6} (accountant {plan.Accountant}). A sum that is opened and lost costs another."));
        if (plan is { Target: { } target, LeastNoiseMultiplier: { } least })
            t.Say(FormattableString.Invariant($"That is {(plan.Within is true ? "within" : "more than")} ε = {target:G6}, for which the noise multiplier must be at least {PrivacyStatement.RoundedUp(least)}."));

        var table = Tables.Create("Round", "ε spent");
        foreach (var round in plan.Rounds) table.Row($"{round.Round}", PrivacyStatement.RoundedUp(round.Epsilon));
        t.Show(table);
    });

    private static string Sums(int rounds) => rounds == 1 ? "the sum of one round" : $"the sums of {rounds} rounds";

    private static void Show(Terminal terminal, ImmutableArray<RoundSpending> rounds)
    {
        var table = Tables.Create("Round", "Steps", "ε spent");
        foreach (var round in rounds) table.Row($"{round.Round}", $"{round.Steps}", PrivacyStatement.RoundedUp(round.Epsilon));
        terminal.Show(table);
    }

    private static string Words(ImmutableArray<RoundSpending> rounds) => rounds.Length == 1 ? "one round" : $"{rounds.Length} rounds";
}
