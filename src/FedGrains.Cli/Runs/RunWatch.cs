using FedGrains.Cli.CommandLine;
using FedGrains.Cli.Coordinators;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Core.Training;

namespace FedGrains.Cli.Runs;

/// <summary>Follows a run: a line for each round that ends and for each change of phase.</summary>
internal static class RunWatch
{
    /// <summary>How many of the rounds that ended are told of a run, unless more are asked for.</summary>
    public const int RoundsShown = 20;

    public static async Task<int> Follow(CoordinatorVerb verb, RunKey key, CancellationToken cancellation)
    {
        var grain = verb.Coordinator.Run(key);
        var last = await verb.Coordinator.Describe(key);
        if (!verb.Terminal.Json) Tell(verb.Terminal, null, await RunHistory.LoadLast(grain, last, RoundsShown));

        await foreach (var run in Changes(verb.Coordinator, last, cancellation))
        {
            if (!verb.Terminal.Json) Tell(verb.Terminal, last, await RunHistory.Load(grain, run, last.RoundsEnded + 1));
            last = run;
        }

        if (verb.Terminal.Json) verb.Terminal.Answer(await verb.Coordinator.View(await RunHistory.LoadLast(grain, last, RoundsShown)), _ => { });
        if (last.Phase is not RunPhase.Completed) await verb.Terminal.Error.WriteLineAsync(last.Sentence());

        return last.Phase is RunPhase.Completed ? ExitCode.Done : ExitCode.Refused;
    }

    /// <summary>The run each time it has changed, until it ends.</summary>
    public static async IAsyncEnumerable<Run> Changes(CoordinatorClient coordinator, Run run, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        while (!run.Ended || run.OpenRound > 0)
        {
            var next = await coordinator.Run(run.Key).Watch(run.RoundsEnded, run.Phase, cancellation) ?? throw RunLookup.Missing(run.Key);

            if (next.RoundsEnded == run.RoundsEnded && next.Phase == run.Phase) continue;

            yield return run = next;
        }
    }

    private static void Tell(Terminal terminal, Run? before, RunHistory history)
    {
        foreach (var round in history.Rounds) terminal.Say(Line(history, round));

        if (before?.Phase != history.Run.Phase) terminal.Say(history.Run.Sentence());
    }

    private static string Line(RunHistory history, RoundSummary round)
    {
        var view = RoundView.Of(history, round);
        var made = view.Version is { } version ? $"made v{version}" : view.Task is RoundTask.Evaluate ? $"evaluated v{round.Base}" : "made nothing";
        var missing = view.Absences.IsEmpty ? "" : $", without {string.Join(", ", view.Absences.Select(a => $"{a.Node} ({a.Reason})"))}";
        var loss = EvaluationView.Of(round.BaseEvaluation)?.Find(MetricNames.Loss) is { } measured ? $"; v{round.Base} has a loss of {measured.Value:F4}" : "";

        return $"Round {view.Round} {made}: {view.Contributors.Length} of {view.Asked} sites{missing}{loss}; {view.Seconds:F1} s. {view.Reason}".TrimEnd();
    }
}
