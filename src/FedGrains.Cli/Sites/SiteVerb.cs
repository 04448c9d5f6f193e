using System.CommandLine;

using FedGrains.Cli.CommandLine;
using FedGrains.Site.Configuration;

namespace FedGrains.Cli.Sites;

internal static class SiteVerb
{
    /// <summary>Makes the command one that talks to a site: it gets <c>--site</c>, <c>--config</c> and <c>--json</c>, and a connection while it runs.</summary>
    public static Command OnSite(this Command command, Func<SiteClient, ParseResult, Terminal, Task<int>> action)
    {
        var folder = new Option<string>("--site") { Description = "The site's data folder.", HelpName = "DIR" };
        var config = new Option<string>("--config") { Description = "The site's configuration, in place of --site.", HelpName = "FILE" };

        command.Add(folder);
        command.Add(config);
        command.Add(CommonOptions.Json());
        command.Validators.Add(result =>
        {
            if ((result.GetResult(folder) is null) == (result.GetResult(config) is null)) result.AddError("Give --site or --config, one of the two.");
        });
        command.SetAction(async (parse, cancellation) =>
        {
            var data = parse.GetValue(folder) ?? SiteOptions.Load(parse.GetValue(config)!).Data;
            await using var site = await SiteClient.Connect(data, cancellation);

            return await action(site, parse, Terminal.Of(parse));
        });

        return command;
    }
}
