using FedGrains.Cli.CommandLine;
using FedGrains.Core.Training;

using Spectre.Console;

namespace FedGrains.Cli.Runs;

/// <summary>Runs, rounds and measurements as tables.</summary>
internal static class RunTables
{
    public static Table OfRuns(IEnumerable<RunView> runs)
    {
        var table = Tables.Create("Run", "Phase", "Version", "Dataset", "Strategy", "Nodes", "Started", "Ended");

        foreach (var r in runs)
            table.Row(r.Run.Value, $"{r.Phase}", $"{r.Versions} of {r.VersionsAsked}", r.Configuration.Dataset.Value, r.Configuration.Strategy.Name, $"{r.Cohort.Length}", $"{r.StartedAt:u}", r.EndedAt?.ToString("u"));

        return table;
    }

    public static Table OfRounds(IEnumerable<RoundView> rounds)
    {
        var table = Tables.Create("Round", "Result", "Version", "Sites", "Masked", "Missing", "Loss", "Accuracy", "Seconds", "Up", "Down");

        foreach (var r in rounds)
            table.Row(
                $"{r.Round}",
                r.Reason ?? $"{r.Phase}",
                r.Version is { } version ? $"v{version}" : "",
                $"{r.Contributors.Length}/{r.Asked}",
                r.SecureAggregation is { } secure ? $"{secure.Survivors.Length} (at least {secure.Threshold})" : "",
                string.Join(", ", r.Absences.Select(a => a.Node)),
                r.Evaluation?.Find(MetricNames.Loss)?.Value.ToString("F4"),
                r.Evaluation?.Find(MetricNames.Accuracy)?.Value.ToString("F4"),
                $"{r.Seconds:F1}",
                Bytes.Text(r.BytesUp),
                Bytes.Text(r.BytesDown));

        return table;
    }

    /// <summary>Each metric at each node and pooled, with its 95 % confidence interval.</summary>
    public static Table OfEvaluation(EvaluationView evaluation)
    {
        var metrics = evaluation.Pooled.Select(m => m.Metric).ToArray();
        var table = Tables.Create(["Node", "Records", .. metrics]);

        foreach (var n in evaluation.Nodes)
            table.Row([n.Node.Value, $"{n.Measurements.Max(m => m.Examples)}", .. metrics.Select(m => n.Find(m)?.ToString())]);

        table.Row(["all records", $"{evaluation.Pooled.Max(m => m.Examples)}", .. evaluation.Pooled.Select(m => m.ToString())]);

        return table;
    }
}
