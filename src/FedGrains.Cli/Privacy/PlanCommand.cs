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
    private const int MostRounds = 10_000, MostStepsPerRound = 100_000;

    public static Command Create()
    {
        var (epsilon, delta, accountant) = (PrivacyOptions.Epsilon(), PrivacyOptions.Delta(), PrivacyOptions.Accountant());
        var rate = PrivacyOptions.SamplingRate(required: false);
        var batch = PrivacyOptions.Whole("--batch-size", "The expected size of a step's sample; with --records in place of --sampling-rate.", "B", required: false);
        var records = PrivacyOptions.Whole("--records", "How many records there are. The plan makes it public.", "N", required: false);
        var rounds = PrivacyOptions.Whole("--rounds", "Rounds of training.", "R", required: true, MostRounds);
        var steps = PrivacyOptions.Whole("--steps-per-round", "Steps of training in a round.", "K", required: true, MostStepsPerRound);

        var command = new Command("plan", "The least noise for a budget, and what is spent after each round, before anything runs.")
        {
            epsilon, delta, rate, batch, records, rounds, steps, accountant, CommonOptions.Json(),
        };

        command.Validators.Add(result => RequireOneRate(result, rate, batch, records));
        command.SetAction(parse =>
        {
            var sampling = parse.GetResult(rate) is null ? (double)parse.GetValue(batch) / parse.GetValue(records) : parse.GetValue(rate);
            var target = new PrivacyTarget(parse.GetValue(epsilon), parse.GetValue(delta));

            Answer(Terminal.Of(parse), BudgetPlan.For(target, sampling, parse.GetValue(rounds), parse.GetValue(steps), AccountantCatalog.Find(parse.GetValue(accountant)!)));

            return ExitCode.Done;
        });

        return command;
    }

    private static void RequireOneRate(CommandResult result, Option<double> rate, Option<long> batch, Option<long> records)
    {
        var (hasRate, hasBatch, hasRecords) = (result.GetResult(rate) is not null, result.GetResult(batch) is not null, result.GetResult(records) is not null);

        if (hasRate ? hasBatch || hasRecords : !(hasBatch && hasRecords))
            result.AddError("Give either --sampling-rate, or --batch-size and --records, so that there is one sampling rate.");

        if (hasBatch && hasRecords && Value(result, batch) > Value(result, records))
            result.AddError("--batch-size is at most --records: a sample is a part of the records.");
    }

    // A value that broke its own rule has its own message.
    private static long? Value(CommandResult result, Option<long> option) =>
        result.GetResult(option) is { } given && !given.Errors.Any() ? given.GetValue(option) : null;

    private static void Answer(Terminal terminal, BudgetPlan plan) => terminal.Answer(plan, t =>
    {
        t.Say(FormattableString.Invariant($"Noise multiplier {PrivacyStatement.RoundedUp(plan.NoiseMultiplier)} with the sampling rate {plan.SamplingRate:G6} keeps {plan.Rounds.Length} rounds within ε = {plan.Target:G6} at δ = {plan.Delta:G6} (accountant {plan.Accountant})."));

        var table = Tables.Create("Round", "Steps", "ε spent");
        foreach (var round in plan.Rounds) table.Row($"{round.Round}", $"{round.Steps}", PrivacyStatement.RoundedUp(round.Epsilon));
        t.Show(table);
    });
}
