using System.Collections.Immutable;
using System.CommandLine;

using FedGrains.Cli.CommandLine;
using FedGrains.Cli.Coordinators;
using FedGrains.Core.Identifiers;

namespace FedGrains.Cli.Federations;

/// <summary><c>fedgrains roster …</c>: who takes part in secure aggregation, as the coordinator proposes it.</summary>
internal static class RosterCommands
{
    private const int FewestSites = 3;
    private const int MostSites = 1024;

    public static Command Create() => new("roster", "Propose who takes part in a federation's secure aggregation, and see who has signed.")
    {
        ProposeVerb(),
        ShowVerb(),
    };

    private static Command ProposeVerb()
    {
        var federation = CommonOptions.Federation();
        var nodes = Nodes();
        var minimum = CommonOptions.Integer("--minimum-cohort", "The fewest sites whose sum may be opened.", "N", FewestSites, MostSites, FewestSites);

        return new Command("propose", "Propose a roster to its sites, which sign it. The same again changes nothing.") { federation, nodes, minimum }.OnCoordinator(async (verb, _) =>
        {
            var proposed = await verb.Coordinator.Federation(verb.Get(federation)).ProposeRoster(verb.Get(nodes), verb.Get(minimum));

            if (proposed.Roster is not { } roster)
                throw new CommandException($"The roster cannot be proposed.\n{string.Join('\n', proposed.Faults.Select(f => $"- {f}"))}");

            verb.Terminal.Answer(FederationRosterView.Of(roster), t => RosterTables.Print(t, roster));

            return ExitCode.Done;
        });
    }

    private static Command ShowVerb()
    {
        var federation = CommonOptions.Federation();

        return new Command("show", "Show the roster in force and the one that is proposed: digests, members, threshold, who has signed and who still may.") { federation }.OnCoordinator(async (verb, _) =>
        {
            var described = await verb.Coordinator.Describe(verb.Get(federation));
            var rosters = await verb.Coordinator.Roster(described.Id).Describe();

            verb.Terminal.Answer(rosters.Select(FederationRosterView.Of).ToArray(), t =>
            {
                foreach (var roster in rosters) RosterTables.Print(t, roster);
                if (rosters.IsEmpty) t.Say($"The federation '{described.Id}' has no roster. Propose one with: fedgrains roster propose --federation {described.Id}");
            });

            return ExitCode.Done;
        });
    }

    private static Option<ImmutableArray<NodeId>> Nodes() => new("--nodes")
    {
        Description = "The nodes to take in, with commas between them; every enrolled one when left out.",
        HelpName = "A,B,C",
        DefaultValueFactory = _ => [],
        CustomParser = result =>
        {
            try
            {
                return [.. result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(NodeId.Parse)];
            }
            catch (FormatException fault)
            {
                result.AddError(fault.Message);
                return [];
            }
        },
    };
}
