using FedGrains.Cli.CommandLine;
using FedGrains.Cli.Coordinators;
using FedGrains.Cli.Runs;
using FedGrains.Core.Runs;
using FedGrains.Core.Training;

using Spectre.Console;

namespace FedGrains.Cli.Demo;

/// <summary>Shows a run as it goes: a live table where a person watches, a line for each round elsewhere.</summary>
internal static class DemoProgress
{
    // What fits on a screen.
    private const int RoundsShown = 20;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);

    /// <summary>Follows the run to its end and returns it.</summary>
    public static Task<Run> Follow(CoordinatorClient coordinator, Run run, Terminal terminal, CancellationToken cancellation)
    {
        var console = terminal.Console();

        return console.Profile.Out.IsTerminal && console.Profile.Capabilities.Interactive
            ? Live(coordinator, run, console, cancellation)
            : Lines(coordinator, run, terminal, cancellation);
    }

    private static async Task<Run> Lines(CoordinatorClient coordinator, Run run, Terminal terminal, CancellationToken cancellation)
    {
        var told = 0;

        await foreach (var next in RunWatch.Changes(coordinator, run, cancellation))
        {
            run = next;
            var history = await RunHistory.Load(coordinator.Run(run.Key), run, from: told + 1);

            foreach (var row in history.Training().TakeWhile(r => r.Evaluation is not null || run.Ended))
            {
                terminal.Say($"Round {row.Version,2}: {row.Contributors.Length}/{row.Asked} sites, loss {Loss(row)}, mean accuracy {Accuracy(history, row)}, {row.Seconds:F1} s, {Bytes.Text(row.BytesUp)} up, {Bytes.Text(row.BytesDown)} down");
                told = row.Round;
            }
        }

        return run;
    }

    private static Task<Run> Live(CoordinatorClient coordinator, Run run, IAnsiConsole console, CancellationToken cancellation) =>
        console.Live(TableOf(new(run, []), null)).StartAsync(async display =>
        {
            var history = await RunHistory.LoadLast(coordinator.Run(run.Key), run, RoundsShown);
            await using var changes = RunWatch.Changes(coordinator, run, cancellation).GetAsyncEnumerator(cancellation);

            for (var next = changes.MoveNextAsync().AsTask(); ;)
            {
                // Between two rounds the watched run does not change, but who has answered does.
                if (await Task.WhenAny(next, Task.Delay(Tick, cancellation)) == next)
                {
                    if (!await next) return run;

                    run = changes.Current;
                    history = await RunHistory.LoadLast(coordinator.Run(run.Key), run, RoundsShown);
                    next = changes.MoveNextAsync().AsTask();
                }

                display.UpdateTarget(TableOf(history, run.OpenRound > 0 ? await coordinator.Round(new(run.Key, run.OpenRound)).Describe() : null));
            }
        });

    private static Table TableOf(RunHistory history, Core.Rounds.Round? open)
    {
        var table = Tables.Create("Round", "Sites in", "Loss", "Mean accuracy", "Seconds", "Up", "Down");

        foreach (var row in history.Training())
            table.Row($"{row.Version}", $"{row.Contributors.Length}/{row.Asked}", Loss(row), Accuracy(history, row), $"{row.Seconds:F1}", Bytes.Text(row.BytesUp), Bytes.Text(row.BytesDown));

        if (open is not null) table.Row(open.Plan.Task is Core.Rounds.RoundTask.Evaluate ? "end" : $"{history.Run.Latest.Version + 1}", $"{open.Receipts.Length}/{open.Plan.Cohort.Length}");

        return table;
    }

    private static string Loss(RoundView round) => round.Evaluation?.Find(MetricNames.Loss)?.Value.ToString("F4") ?? "";

    private static string Accuracy(RunHistory history, RoundView round) => history.EvaluationOf(round.Version!.Value).MeanOverNodes(MetricNames.Accuracy)?.ToString("F4") ?? "";
}
