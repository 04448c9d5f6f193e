using System.Collections.Immutable;
using System.CommandLine;

using FedGrains.Cli.CommandLine;
using FedGrains.Cli.Coordinators;
using FedGrains.Cli.Sites;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Nodes;

namespace FedGrains.Cli.Federations;

/// <summary><c>fedgrains node …</c></summary>
internal static class NodeCommands
{
    public static Command Create() => new("node", "Look at a federation's nodes, and shut one out.")
    {
        ListVerb(),
        ShowVerb(),
        RevokeVerb(),
    };

    private static Command ListVerb()
    {
        var federation = CommonOptions.Federation();

        return new Command("list", "List the nodes: enrolled, connected, datasets, work.") { federation }.OnCoordinator(async (verb, _) =>
        {
            await verb.Coordinator.Describe(verb.Get(federation));
            var nodes = await verb.Coordinator.Federation(verb.Get(federation)).Nodes();
            ImmutableArray<NodeView> views = [.. nodes.Select(NodeView.Of)];

            verb.Terminal.Answer(views, t => t.Show(NodeTables.Of(views)));

            return ExitCode.Done;
        });
    }

    private static Command ShowVerb()
    {
        var (federation, node) = (CommonOptions.Federation(), CommonOptions.Node());

        return new Command("show", "Show a node and its datasets.") { federation, node }.OnCoordinator(async (verb, _) =>
        {
            var view = await Find(verb, new(verb.Get(federation), verb.Get(node)));

            verb.Terminal.Answer(view, t =>
            {
                t.Show(NodeTables.Of([view]));
                t.Show(DatasetTables.Of(view.Datasets));
            });

            return ExitCode.Done;
        });
    }

    private static Command RevokeVerb()
    {
        var (federation, node) = (CommonOptions.Federation(), CommonOptions.Node());

        return new Command("revoke", "Shut a node out for good: its key opens nothing any more.") { federation, node }.OnCoordinator(async (verb, _) =>
        {
            var key = new NodeKey(verb.Get(federation), verb.Get(node));
            await Find(verb, key);
            await verb.Coordinator.Node(key).Revoke();

            verb.Terminal.Answer(new { key.Node, Phase = NodePhase.Revoked }, t => t.Say($"The node '{key.Node}' is shut out of '{key.Federation}'."));

            return ExitCode.Done;
        });
    }

    private static async Task<NodeView> Find(CoordinatorVerb verb, NodeKey key) =>
        await verb.Coordinator.Node(key).Describe() is { } status
            ? NodeView.Of(status)
            : throw new CommandException($"There is no node '{key.Node}' in the federation '{key.Federation}'. List them with: fedgrains node list --federation {key.Federation}");
}
