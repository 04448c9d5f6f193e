using System.CommandLine;
using System.CommandLine.Parsing;

using FedGrains.Cli.CommandLine;
using FedGrains.Cli.RunFiles;
using FedGrains.Privacy.Accounting;

namespace FedGrains.Cli.Privacy;

/// <summary><c>fedgrains privacy plan</c></summary>
internal static class PlanCommand
{
    private const string OneRate = "Give either --sampling-rate, or --batch-size and --records, so that there is one sampling rate.";
    private const int MostStepsPerRound = 100_000;

    public static Command Create()
    {
        var file = new Option<FileInfo>("--run-file") { Description = "Plan this run file, with --records or --unit site; ε and δ are optional then.", HelpName = "FILE" };
        var unit = PrivacyOptions.Unit();
        var (epsilon, delta, accountant) = (PrivacyOptions.Epsilon().OrIn(file), PrivacyOptions.Delta(required: false).OrIn(file), PrivacyOptions.Accountant(unit));
        var batch = PrivacyOptions.Whole("--batch-size", "The expected size of a step's sample; with --records in place of --sampling-rate.", "B", required: false).NotWith(file).NotOfSites(unit);
        var records = PrivacyOptions.Whole("--records", "How many training records there are. The plan makes it public.", "N", required: false).NotOfSites(unit);
        var rate = Rate(batch, records, file, unit).NotWith(file).NotOfSites(unit);
        var rounds = PrivacyOptions.Whole("--rounds", "Rounds of training.", "R", required: false, PlannedRounds.Most).OrIn(file).NotWith(file);
        var steps = PrivacyOptions.Whole("--steps-per-round", "Steps of training in a round.", "K", required: false, MostStepsPerRound).OrIn(file, unit).NotWith(file).NotOfSites(unit);

        var command = new Command("plan", "The least noise for a budget, or what a run file costs, and what is spent after each round, before anything runs.")
        {
            file, unit, epsilon, delta, rate, batch, records, rounds, steps, accountant, CommonOptions.Json(),
        };

        command.SetAction(parse =>
        {
            var (terminal, who) = (Terminal.Of(parse), AccountantCatalog.Find(parse.GetValue(accountant)!));

            if (parse.GetValue(unit) == PrivacyOptions.SiteUnit)
                PlanTables.Answer(terminal, parse.GetValue(file) is { } ofSites
                    ? SitePlan.Of(RunFile.Load(ofSites.FullName).Configuration, parse.GetValue(epsilon), parse.GetValue(delta), who)
                    : SitePlan.For(new(parse.GetValue(epsilon)!.Value, parse.GetValue(delta)!.Value), (int)parse.GetValue(rounds), who));
            else if (parse.GetValue(file) is { } run)
                PlanTables.Answer(terminal, RunFilePlan.Of(RunFile.Load(run.FullName).Configuration, parse.GetValue(records), parse.GetValue(epsilon), parse.GetValue(delta), who));
            else
                PlanTables.Answer(terminal, BudgetPlan.For(new(parse.GetValue(epsilon)!.Value, parse.GetValue(delta)!.Value), parse.GetValue(rate)!.Value, parse.GetValue(rounds), parse.GetValue(steps), who));

            return ExitCode.Done;
        });

        return command;
    }

    // The rule is the option's and not the command's: a command's own faults would hide those of its options.
    private static Option<double?> Rate(Option<long> batch, Option<long> records, Option<FileInfo> file, Option<string> unit)
    {
        var rate = PrivacyOptions.SamplingRate(required: false);

        rate.DefaultValueFactory = result => result.IsOfSites(unit) ? null : result.GetResult(file) is null ? Part(result, result.GetResult(batch), result.GetResult(records)) : NeedsRecords(result, result.GetResult(records));
        rate.Validators.Add(result =>
        {
            if (!result.Implicit && result.GetResult(file) is null && (result.GetResult(batch) ?? result.GetResult(records)) is not null) result.AddError(OneRate);
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

    private static double? NeedsRecords(ArgumentResult result, OptionResult? records)
    {
        if (records is null) result.AddError("--run-file goes with --records: the training records of the site that the plan is for.");

        return null;
    }

    private static long? Read(OptionResult given) => given.Tokens is [var token] ? PrivacyOptions.ReadWhole(token.Value) : null;
}
