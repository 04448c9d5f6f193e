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
    public static async Task<int> Follow(CoordinatorVerb verb, RunKey key, CancellationToken cancellation)
    {
        var last = await verb.Coordinator.Describe(key);
        Tell(verb.Terminal, null, last);

        await foreach (var run in Changes(verb.Coordinator, last, cancellation))
        {
            Tell(verb.Terminal, last, run);
            last = run;
        }

        if (verb.Terminal.Json) verb.Terminal.Answer(RunView.Of(last), _ => { });
        if (last.Phase is not RunPhase.Completed) await verb.Terminal.Error.WriteLineAsync(last.Sentence());

        return last.Phase is RunPhase.Completed ? ExitCode.Done : ExitCode.Refused;
    }

    /// <summary>The run each time it has changed, until it ends.</summary>
    public static async IAsyncEnumerable<Run> Changes(CoordinatorClient coordinator, Run run, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        while (!run.Ended || run.OpenRound > 0)
        {
            var next = await coordinator.Run(run.Key).Watch(run.Rounds.Length, run.Phase, cancellation) ?? throw RunLookup.Missing(run.Key);

            if (next.Rounds.Length == run.Rounds.Length && next.Phase == run.Phase) continue;

            yield return run = next;
        }
    }

    private static void Tell(Terminal terminal, Run? before, Run run)
    {
        foreach (var round in run.Rounds.Skip(before?.Rounds.Length ?? 0)) terminal.Say(Line(run, round));

        if (before?.Phase != run.Phase) terminal.Say(run.Sentence());
    }

    private static string Line(Run run, RoundSummary round)
    {
        var view = RoundView.Of(run, round);
        var made = view.Version is { } version ? $"made v{version}" : view.Task is RoundTask.Evaluate ? $"evaluated v{round.Base}" : "made nothing";
        var missing = view.Absences.IsEmpty ? "" : $", without {string.Join(", ", view.Absences.Select(a => $"{a.Node} ({a.Reason})"))}";
        var loss = EvaluationView.Of(round.BaseEvaluation)?.Find(MetricNames.Loss) is { } measured ? $"; v{round.Base} has a loss of {measured.Value:F4}" : "";

        return $"Round {view.Round} {made}: {view.Contributors.Length} of {view.Asked} sites{missing}{loss}; {view.Seconds:F1} s. {view.Reason}".TrimEnd();
    }
}
