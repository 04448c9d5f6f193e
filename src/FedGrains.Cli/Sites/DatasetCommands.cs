using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;

using FedGrains.Cli.CommandLine;
using FedGrains.Core.Identifiers;
using FedGrains.Health.Datasets;
using FedGrains.Site.Datasets;

namespace FedGrains.Cli.Sites;

/// <summary><c>fedgrains dataset …</c>: spoken to a running site on its own machine.</summary>
internal static class DatasetCommands
{
    public static Command Create() => new("dataset", "Register a site's datasets and look at what is told of them.")
    {
        RegisterVerb(),
        ListVerb(),
    };

    private static Command RegisterVerb()
    {
        var definition = new Option<string>("--definition") { Description = "The dataset definition, YAML or JSON.", HelpName = "FILE", Required = true };

        return new Command("register", "Read a dataset as its definition says and tell the federation its counts. No record leaves the site.") { definition }.OnSite(async (site, parse, terminal) =>
        {
            var path = Path.GetFullPath(parse.GetValue(definition)!);
            var declared = DatasetDefinition.Load(path);
            var registered = await site.Dataset(declared.Name).Register(new(await File.ReadAllTextAsync(path), Path.GetDirectoryName(path)!));

            if (registered.Summary is not { } summary) throw Refusal(path, registered.Faults);

            terminal.Answer(summary, t => t.Say($"'{summary.Name}' is registered: {summary.Rows} rows, {summary.TrainingExamples} for training, {summary.HeldOutExamples} held out, {summary.Features.Length} features.{Budget(declared.Privacy)}"));

            return ExitCode.Done;
        });
    }

    private static Command ListVerb() => new Command("list", "List the site's datasets as they are now.").OnSite(async (site, _, terminal) =>
    {
        var names = await site.Datasets().List();
        var datasets = await Task.WhenAll(names.Select(async name => new DatasetView(name, await site.Dataset(name).Summary())));

        terminal.Answer(datasets, t =>
        {
            foreach (var dataset in datasets.Where(d => d.Summary is null)) t.Say($"'{dataset.Name}' cannot be used. {string.Join(" ", dataset.Faults)}");

            t.Show(DatasetTables.Of(datasets.Select(d => d.Summary).OfType<Core.Nodes.DatasetSummary>()));
        });

        return ExitCode.Done;
    });

    private static string Budget(DatasetBudget? budget) => budget is null
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $" Its privacy budget is ε = {budget.Epsilon:G6} at δ = {budget.Delta:G6}, by all training for ever.");

    private static CommandException Refusal(string path, ImmutableArray<string> faults) =>
        new($"The dataset of '{path}' cannot be registered.\n{string.Join('\n', faults.Select(f => $"- {f}"))}");

    private sealed record DatasetView(DatasetName Name, Core.Nodes.DatasetSummary? Summary, ImmutableArray<string> Faults)
    {
        public DatasetView(DatasetName name, DatasetRegistered registered)
            : this(name, registered.Summary, registered.Faults)
        {
        }
    }
}
