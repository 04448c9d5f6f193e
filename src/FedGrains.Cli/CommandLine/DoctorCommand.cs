using System.CommandLine;

using FedGrains.Coordinator;
using FedGrains.Coordinator.Checks;
using FedGrains.Site.Checks;
using FedGrains.Storage.Checks;

namespace FedGrains.Cli.CommandLine;

/// <summary><c>fedgrains doctor</c></summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var site = new Option<string>("--site") { Description = "A site's configuration. Left out: a coordinator is looked at.", HelpName = "FILE" };
        var data = new Option<string>("--data") { Description = "The coordinator's data folder.", HelpName = "DIR", DefaultValueFactory = _ => new CoordinatorOptions().Data };
        var listen = new Option<string>("--listen") { Description = "Where its sites reach it.", HelpName = "ADDRESS:PORT", DefaultValueFactory = _ => new CoordinatorOptions().Listen };
        var vault = new Option<string>("--vault") { Description = "The folder of its vault.", HelpName = "DIR" };
        var config = new Option<string>("--config") { Description = "Its file with more configuration.", HelpName = "FILE" };
        var command = new Command("doctor", "Look at what a coordinator or a site needs before it starts, and say how to mend what is amiss.") { site, data, listen, vault, config, CommonOptions.Json() };

        command.SetAction((parse, cancellation) =>
        {
            var options = new CoordinatorOptions { Data = parse.GetValue(data)!, Listen = parse.GetValue(listen)!, Vault = parse.GetValue(vault) };

            return Tell(Terminal.Of(parse), parse.GetValue(site) is { } file ? SiteCheckup.Run(file, TimeProvider.System, cancellation) : CoordinatorCheckup.Run(options, parse.GetValue(config), TimeProvider.System, cancellation));
        });

        return command;
    }

    private static async Task<int> Tell(Terminal terminal, IAsyncEnumerable<Finding> findings)
    {
        var all = new List<Finding>();

        await foreach (var finding in findings)
        {
            all.Add(finding);
            terminal.Say($"{Mark(finding.Level)} {finding.Subject}: {finding.Sentence}");
            if (finding.Mend is { } mend) terminal.Say($"        {mend}");
        }

        terminal.Answer(new { Findings = all }, _ => { });

        return all.Any(f => f.Level is FindingLevel.Fault) ? ExitCode.Refused : ExitCode.Done;
    }

    private static string Mark(FindingLevel level) => level switch
    {
        FindingLevel.Good => "good   ",
        FindingLevel.Warning => "WARNING",
        FindingLevel.Fault => "FAULT  ",
    };
}
