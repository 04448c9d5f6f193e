using System.CommandLine;
using System.Globalization;

using FedGrains.Cli.CommandLine;
using FedGrains.Cli.Coordinators;
using FedGrains.Cli.Federations;
using FedGrains.Contracts.Runs;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Runs;

namespace FedGrains.Cli.Runs;

/// <summary><c>fedgrains run …</c></summary>
internal static class RunCommands
{
    public static Command Create() => new("run", "Start training runs, follow them and steer them.")
    {
        RunStartCommand.Create(),
        ListVerb(),
        ShowVerb(),
        WatchVerb(),
        SteerVerb("pause", "Let the round under way finish and open no other.", (run, _) => run.Pause()),
        SteerVerb("resume", "Go on from the latest version.", (run, _) => run.Resume()),
        CancelVerb(),
    };

    private static Command ListVerb()
    {
        var federation = CommonOptions.Federation();

        return new Command("list", "List a federation's runs.") { federation }.OnCoordinator(async (verb, _) =>
        {
            var described = await verb.Coordinator.Describe(verb.Get(federation));
            var runs = await Task.WhenAll(described.Runs.Select(r => verb.Coordinator.Run(new(described.Id, r)).Describe()));
            var views = runs.OfType<Run>().Select(RunView.Of).ToArray();

            verb.Terminal.Answer(views, t => t.Show(RunTables.OfRuns(views)));

            return ExitCode.Done;
        });
    }

    private static Command ShowVerb()
    {
        var (federation, run, rounds) = (CommonOptions.Federation(), CommonOptions.Run(), Rounds());

        return new Command("show", "Show a run and its last rounds.") { federation, run, rounds }.OnCoordinator(async (verb, _) =>
        {
            var described = await verb.Coordinator.Describe(new RunKey(verb.Get(federation), verb.Get(run)));
            var view = await verb.Coordinator.View(await RunHistory.LoadLast(verb.Coordinator.Run(described.Key), described, verb.Get(rounds)));

            verb.Terminal.Answer(view, t => Print(t, view));

            return ExitCode.Done;
        });
    }

    private static Command WatchVerb()
    {
        var (federation, run) = (CommonOptions.Federation(), CommonOptions.Run());

        return new Command("watch", $"Follow a run, from its last {RunWatch.RoundsShown} rounds until it ends; exit code 1 when it fails or is cancelled.") { federation, run }
            .OnCoordinator((verb, cancellation) => RunWatch.Follow(verb, new(verb.Get(federation), verb.Get(run)), cancellation));
    }

    private static Option<int> Rounds() => new("--rounds")
    {
        Description = "How many of the last rounds to show, or all.",
        HelpName = "N|all",
        DefaultValueFactory = _ => RunWatch.RoundsShown,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (text == "all") return int.MaxValue;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;

            result.AddError($"--rounds takes a whole number or all, not '{text}'.");
            return 0;
        },
    };

    private static Command CancelVerb()
    {
        var reason = new Option<string>("--reason") { Description = "Why; it is kept in the run's record.", HelpName = "TEXT", Required = true };
        var verb = SteerVerb("cancel", "End a run. The versions it made stay.", (run, parse) => run.Cancel(parse.GetValue(reason)!));
        verb.Add(reason);

        return verb;
    }

    private static Command SteerVerb(string name, string description, Func<IRunGrain, ParseResult, Task<SteerOutcome>> steer)
    {
        var (federation, named) = (CommonOptions.Federation(), CommonOptions.Run());

        return new Command(name, description) { federation, named }.OnCoordinator(async (verb, _) =>
        {
            var key = new RunKey(verb.Get(federation), verb.Get(named));
            var outcome = await steer(verb.Coordinator.Run(key), verb.Parse);

            if (outcome is not SteerOutcome.Done) throw Refusal(key, outcome);

            var run = await verb.Coordinator.Describe(key);
            verb.Terminal.Answer(RunView.Of(run), t => t.Say(run.Sentence()));

            return ExitCode.Done;
        });
    }

    private static CommandException Refusal(RunKey run, SteerOutcome outcome) => outcome switch
    {
        SteerOutcome.Ended => new($"The run '{run}' has ended."),
        SteerOutcome.NoSuchRun => RunLookup.Missing(run),
        SteerOutcome.Done => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    private static void Print(Terminal terminal, RunView run)
    {
        terminal.Show(RunTables.OfRuns([run]));
        if (run.Reason is { } reason) terminal.Say(reason);
        if (run.Best is { } best) terminal.Say($"Best version so far: v{best.Version}, {best.Metric} {best.Value:F4}.");
        if (run.Privacy is { } privacy) terminal.Say($"v{run.Versions}: {privacy.Sentence}");
        if (run.Privacy?.Sites is { } sites) terminal.Say($"v{run.Versions}, each site as a whole: {sites.Sentence}");
        if (run.Rounds is not { IsEmpty: false } rounds) return;

        terminal.Show(RunTables.OfRounds(rounds));
        if (rounds.Length < run.RoundsEnded) terminal.Say($"These are the last {rounds.Length} of {run.RoundsEnded} rounds; see them all with --rounds all.");
    }
}
