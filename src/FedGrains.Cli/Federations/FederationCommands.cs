using System.Collections.Immutable;
using System.CommandLine;

using FedGrains.Cli.CommandLine;
using FedGrains.Cli.Coordinators;
using FedGrains.Core.Federations;
using FedGrains.Core.Identifiers;

namespace FedGrains.Cli.Federations;

/// <summary><c>fedgrains federation …</c></summary>
internal static class FederationCommands
{
    public static Command Create() => new("federation", "Create federations and look at them.")
    {
        CreateVerb(),
        ListVerb(),
        ShowVerb(),
    };

    private static Command CreateVerb()
    {
        var name = Name();
        var title = new Option<string>("--title") { Description = "What people call it; its name when left out.", HelpName = "TEXT" };

        return new Command("create", "Create a federation. One that exists stays as it is.") { name, title }.OnCoordinator(async (verb, _) =>
        {
            var federation = await verb.Coordinator.Federation(verb.Get(name)).Create(verb.Get(title) ?? verb.Get(name).Value);

            verb.Terminal.Answer(FederationView.Of(federation), t => t.Say($"The federation '{federation.Id}' is there. Invite its first institution: fedgrains site invite --federation {federation.Id} --node NAME"));

            return ExitCode.Done;
        });
    }

    private static Command ListVerb() => new Command("list", "List the federations of the coordinator.").OnCoordinator(async (verb, _) =>
    {
        var names = await verb.Coordinator.Directory().List();
        var federations = await Task.WhenAll(names.Select(n => verb.Coordinator.Federation(n).Describe()));
        ImmutableArray<FederationView> views = [.. federations.OfType<Federation>().Select(FederationView.Of)];

        verb.Terminal.Answer(views, t =>
        {
            var table = Tables.Create("Federation", "Title", "Nodes", "Runs", "Created");
            foreach (var f in views) table.Row(f.Federation.Value, f.Title, $"{f.Nodes.Length}", $"{f.Runs.Length}", $"{f.CreatedAt:u}");
            t.Show(table);
        });

        return ExitCode.Done;
    });

    private static Command ShowVerb()
    {
        var name = Name();

        return new Command("show", "Show a federation: its nodes and runs.") { name }.OnCoordinator(async (verb, _) =>
        {
            var federation = await verb.Coordinator.Describe(verb.Get(name));
            var nodes = await verb.Coordinator.Federation(federation.Id).Nodes();
            ImmutableArray<NodeView> views = [.. nodes.Select(NodeView.Of)];

            verb.Terminal.Answer(new { Federation = federation.Id, federation.Title, federation.CreatedAt, Nodes = views, federation.Runs }, t =>
            {
                t.Say($"{federation.Id}: {federation.Title}, created {federation.CreatedAt:u}");
                t.Say($"Runs: {(federation.Runs.IsEmpty ? "none yet" : string.Join(", ", federation.Runs))}");
                t.Show(NodeTables.Of(views));
            });

            return ExitCode.Done;
        });
    }

    private static Argument<FederationId> Name() => CommonOptions.NameArgument<FederationId>("NAME", $"The federation's name: {NameRule.Text}.");
}
