using System.CommandLine;
using System.CommandLine.Parsing;

using FedGrains.Cli.CommandLine;
using FedGrains.Privacy.Accounting;
using FedGrains.Privacy.Accounting.Calibration;
using FedGrains.Privacy.Accounting.Statements;

namespace FedGrains.Cli.Privacy;

/// <summary><c>fedgrains privacy plan</c></summary>
internal static class PlanCommand
{
    private const string OneRate = "Give either --sampling-rate, or --batch-size and --records, so that there is one sampling rate.";
    private const int MostRounds = 10_000, MostStepsPerRound = 100_000;

    public static Command Create()
    {
        var (epsilon, delta, accountant) = (PrivacyOptions.Epsilon(), PrivacyOptions.Delta(), PrivacyOptions.Accountant());
        var batch = PrivacyOptions.Whole("--batch-size", "The expected size of a step's sample; with --records in place of --sampling-rate.", "B", required: false);
        var records = PrivacyOptions.Whole("--records", "How many records there are. The plan makes it public.", "N", required: false);
        var rate = Rate(batch, records);
        var rounds = PrivacyOptions.Whole("--rounds", "Rounds of training.", "R", required: true, MostRounds);
        var steps = PrivacyOptions.Whole("--steps-per-round", "Steps of training in a round.", "K", required: true, MostStepsPerRound);

        var command = new Command("plan", "The least noise for a budget, and what is spent after each round, before anything runs.")
        {
            epsilon, delta, rate, batch, records, rounds, steps, accountant, CommonOptions.Json(),
        };

        command.SetAction(parse =>
        {
            var target = new PrivacyTarget(parse.GetRequiredValue(epsilon)!.Value, parse.GetRequiredValue(delta)!.Value);

            Answer(Terminal.Of(parse), BudgetPlan.For(target, parse.GetRequiredValue(rate)!.Value, parse.GetValue(rounds), parse.GetValue(steps), AccountantCatalog.Find(parse.GetValue(accountant)!)));

            return ExitCode.Done;
        });

        return command;
    }

    // The rule is the option's and not the command's: a command's own faults would hide those of its options.
    private static Option<double?> Rate(Option<long> batch, Option<long> records)
    {
        var rate = PrivacyOptions.SamplingRate(required: false);

        rate.DefaultValueFactory = result => Part(result, result.GetResult(batch), result.GetResult(records));
        rate.Validators.Add(result =>
        {
            if (!result.Implicit && (result.GetResult(batch) ?? result.GetResult(records)) is not null) result.AddError(OneRate);
        });

        return rate;
    }

    private static double? Part(ArgumentResult result, OptionResult? batch, OptionResult? records)
    {
        if (batch is null || records is null) result.AddError(OneRate);

        // A value that is no number has a message of its own.
        else if (Read(batch) is { } part && Read(records) is { } whole)
        {
            if (part <= whole) return (double)part / whole;

            result.AddError("--batch-size is at most --records: a sample is a part of the records.");
        }

        return null;
    }

    private static long? Read(OptionResult given) => given.Tokens is [var token] ? PrivacyOptions.ReadWhole(token.Value) : null;

    private static void Answer(Terminal terminal, BudgetPlan plan) => terminal.Answer(plan, t =>
    {
        t.Say(FormattableString.Invariant($"Noise multiplier {PrivacyStatement.RoundedUp(plan.NoiseMultiplier)} with the sampling rate {plan.SamplingRate:G6} keeps {Rounds(plan)} within ε = {plan.Target:G6} at δ = {plan.Delta:G6} (accountant {plan.Accountant})."));

        var table = Tables.Create("Round", "Steps", "ε spent");
        foreach (var round in plan.Rounds) table.Row($"{round.Round}", $"{round.Steps}", PrivacyStatement.RoundedUp(round.Epsilon));
        t.Show(table);
    });

    private static string Rounds(BudgetPlan plan) => plan.Rounds.Length == 1 ? "one round" : $"{plan.Rounds.Length} rounds";
}
