using FedGrains.Cli.CommandLine;
using FedGrains.Cli.Runs;
using FedGrains.Core.Training;
using FedGrains.Privacy.Accounting.Statements;

using Spectre.Console;

namespace FedGrains.Cli.Models;

/// <summary>Model versions as tables.</summary>
internal static class ModelTables
{
    public static Table OfVersions(IEnumerable<ModelVersionView> versions)
    {
        var table = Tables.Create("Version", "Round", "Nodes", "Missing", "Loss", "Accuracy", "SHA-256", "Created");

        foreach (var v in versions)
            table.Row(
                $"v{v.Version}",
                v.Round == 0 ? "" : $"{v.Round}",
                $"{v.Contributors.Length}",
                string.Join(", ", v.Absences.Select(a => a.Node)),
                v.Evaluation?.Find(MetricNames.Loss)?.Value.ToString("F4"),
                v.Evaluation?.Find(MetricNames.Accuracy)?.Value.ToString("F4"),
                v.Sha256.Abbreviated,
                $"{v.CreatedAt:u}");

        return table;
    }

    public static void Print(Terminal terminal, ModelVersionView version)
    {
        terminal.Say($"Version {version.Version} of {version.Federation}/{version.Run}, created {version.CreatedAt:u}");
        terminal.Say($"SHA-256 {version.Sha256}, {Bytes.Text(version.Bytes)}");
        terminal.Say(version.Parent is { } parent ? $"Made in round {version.Round} from version {version.Version - 1} ({parent})" : "The model before training");

        foreach (var contributor in version.Contributors)
            terminal.Say($"In it: {contributor.Node}, {contributor.Examples} training records{(contributor.TrainingLoss is { } loss ? $", training loss {loss:F4}" : "")}");

        foreach (var absence in version.Absences) terminal.Say($"Not in it: {absence.Node}. {absence.Reason}");

        if (version.SecureAggregation is { } secure)
            terminal.Say($"Secure aggregation: a sum over {secure.Survivors.Length} sites, threshold {secure.Threshold}, roster {secure.Roster}, transcript {secure.Transcript}");

        if (version.Evaluation is { } evaluation) terminal.Show(RunTables.OfEvaluation(evaluation));
        else terminal.Say("Not evaluated yet.");

        terminal.Say(version.Privacy.Sentence);
        foreach (var node in version.Privacy.Nodes)
            terminal.Say($"Each record of {node.Node}: {(node.Epsilon is { } epsilon ? $"ε = {PrivacyStatement.RoundedUp(epsilon)} at δ = {version.Privacy.Delta:G6}" : "no protection")}, by {node.Mechanism}");
        if (version.Privacy.Sites is { } sites) terminal.Say($"Each site as a whole: {sites.Sentence}");
        foreach (var report in version.AttachedReports) ReportTables.Print(terminal, report);
    }
}
