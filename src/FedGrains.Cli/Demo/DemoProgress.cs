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

            foreach (var row in Rows(run).Skip(told).TakeWhile(r => r.Evaluation is not null || run.Ended))
            {
                terminal.Say($"Round {row.Version,2}: {row.Contributors.Length}/{row.Asked} sites, loss {Loss(row)}, mean accuracy {Accuracy(run, row)}, {row.Seconds:F1} s, {Bytes.Text(row.BytesUp)} up, {Bytes.Text(row.BytesDown)} down");
                told++;
            }
        }

        return run;
    }

    private static Task<Run> Live(CoordinatorClient coordinator, Run run, IAnsiConsole console, CancellationToken cancellation) =>
        console.Live(TableOf(run, null)).StartAsync(async display =>
        {
            await using var changes = RunWatch.Changes(coordinator, run, cancellation).GetAsyncEnumerator(cancellation);

            for (var next = changes.MoveNextAsync().AsTask(); ;)
            {
                // Between two rounds the watched run does not change, but who has answered does.
                if (await Task.WhenAny(next, Task.Delay(Tick, cancellation)) == next)
                {
                    if (!await next) return run;

                    run = changes.Current;
                    next = changes.MoveNextAsync().AsTask();
                }

                display.UpdateTarget(TableOf(run, run.OpenRound > 0 ? await coordinator.Round(new(run.Key, run.OpenRound)).Describe() : null));
            }
        });

    private static Table TableOf(Run run, Core.Rounds.Round? open)
    {
        var table = Tables.Create("Round", "Sites in", "Loss", "Mean accuracy", "Seconds", "Up", "Down");

        foreach (var row in Rows(run))
            table.Row($"{row.Version}", $"{row.Contributors.Length}/{row.Asked}", Loss(row), Accuracy(run, row), $"{row.Seconds:F1}", Bytes.Text(row.BytesUp), Bytes.Text(row.BytesDown));

        if (open is not null) table.Row(open.Plan.Task is Core.Rounds.RoundTask.Evaluate ? "end" : $"{run.Latest.Version + 1}", $"{open.Receipts.Length}/{open.Plan.Cohort.Length}");

        return table;
    }

    private static IEnumerable<RoundView> Rows(Run run) => run.Rounds.Where(r => r.Model is not null).Select(r => RoundView.Of(run, r));

    private static string Loss(RoundView round) => round.Evaluation?.Find(MetricNames.Loss)?.Value.ToString("F4") ?? "";

    private static string Accuracy(Run run, RoundView round) => run.EvaluationOf(round.Version!.Value).MeanOverNodes(MetricNames.Accuracy)?.ToString("F4") ?? "";
}
