using System.CommandLine;

using FedGrains.Cli.CommandLine;
using FedGrains.Cli.Sites;
using FedGrains.Core.Identifiers;

namespace FedGrains.Cli.Privacy;

/// <summary><c>fedgrains privacy ledger</c>: spoken to a running site on its own machine.</summary>
internal static class LedgerCommand
{
    public static Command Create()
    {
        var dataset = CommonOptions.Name<DatasetName>("--dataset", "The dataset; all that are registered when left out.", "D", required: false);

        return new Command("ledger", "What has been spent of the privacy of a site's datasets, by which runs, and what is left. The site must run.") { dataset }.OnSite(async (site, parse, terminal) =>
        {
            DatasetName[] names = parse.GetResult(dataset) is null ? [.. await site.Datasets().List()] : [parse.GetValue(dataset)];
            var views = await Task.WhenAll(names.Select(name => Read(site, name)));

            terminal.Answer(views, t =>
            {
                foreach (var view in views) LedgerTables.Print(t, view);
            });

            return ExitCode.Done;
        });
    }

    private static async Task<LedgerView> Read(SiteClient site, DatasetName name)
    {
        var reading = await site.Ledger(name).Describe();
        var summary = (await site.Dataset(name).Summary()).Summary;

        if (summary is null && reading.Ledger.Entries.IsEmpty && reading.Budget is null)
            throw new CommandException($"The site has registered no dataset '{name}' that it can read, and nothing has been spent on one. List them with: fedgrains dataset list");

        return LedgerView.Of(name, reading.Ledger, reading.Budget, summary?.TrainingExamples);
    }
}
