using System.CommandLine;

using FedGrains.Cli.CommandLine;
using FedGrains.Cli.Coordinators;
using FedGrains.Cli.Federations;
using FedGrains.Core.Identifiers;
using FedGrains.Site;
using FedGrains.Site.Configuration;

using Microsoft.Extensions.Hosting;

namespace FedGrains.Cli.Sites;

/// <summary><c>fedgrains site …</c></summary>
internal static class SiteCommands
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    public static Command Create() => new("site", "Invite an institution's site; run a site; agree to a roster.")
    {
        InviteVerb(),
        StartVerb(),
        SiteRosterCommands.Create(),
    };

    private static Command InviteVerb()
    {
        var (federation, node) = (CommonOptions.Federation(), CommonOptions.Node());
        var expires = CommonOptions.Time("--expires", "How long the invitation is good.", Week);
        var output = new Option<string>("--output", "-o") { Description = "The file to write; NODE-invitation.json when left out. Whoever holds it can enrol as this node, so hand it over by a trusted way.", HelpName = "FILE" };

        return new Command("invite", "Invite an institution: write the file that its site enrols with. Inviting again makes the file before it worthless.") { federation, node, expires, output }
            .OnCoordinator(async (verb, _) =>
            {
                await verb.Coordinator.Describe(verb.Get(federation));

                var key = new NodeKey(verb.Get(federation), verb.Get(node));
                var path = verb.Get(output) ?? $"{key.Node}-invitation.json";
                var invitation = await Invitations.Issue(verb.Coordinator, key, verb.Get(expires), path);

                // The token stays in the file: a terminal's scrollback is no place for a secret.
                verb.Terminal.Answer(
                    new { invitation.Federation, invitation.Node, invitation.Gateway, invitation.Expires, File = Path.GetFullPath(path) },
                    t => t.Say($"The invitation of '{key.Node}' is in '{path}', good until {invitation.Expires:u}. Give it to the institution by a trusted way: it holds a secret."));

                return ExitCode.Done;
            });
    }

    private static Command StartVerb()
    {
        var config = new Option<string>("--config") { Description = "The site's configuration, YAML or JSON.", HelpName = "FILE", Required = true };

        return new Command("start", "Run a site until Ctrl-C or SIGTERM: it enrols with its invitation, dials the coordinator and trains when asked.") { config }
            .OnForeground(async (parse, cancellation) =>
            {
                using var site = SiteHost.Create(SiteOptions.Load(parse.GetValue(config)!));

                await site.RunAsync(cancellation);
            });
    }
}
