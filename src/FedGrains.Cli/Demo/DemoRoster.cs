using FedGrains.Cli.CommandLine;
using FedGrains.Cli.Coordinators;
using FedGrains.Core.Federations;
using FedGrains.Core.Identifiers;

namespace FedGrains.Cli.Demo;

/// <summary>The roster of the demonstration's secure aggregation: proposed by its operator, signed by its hospitals.</summary>
internal static class DemoRoster
{
    private const int SmallestCohort = 3;

    /// <summary>Proposes a roster of all hospitals and waits until they have signed it, or says what it means to go without.</summary>
    public static async Task Agree(DemoOptions options, DemoProcesses processes, CoordinatorClient coordinator, FederationId federation, Terminal terminal, CancellationToken cancellation)
    {
        if (!options.SecureAggregation)
        {
            terminal.Say("Without secure aggregation (--no-secagg): the coordinator sees the update of each hospital, and an update can tell something about the records behind it.");
            return;
        }

        var proposed = await coordinator.Federation(federation).ProposeRoster([], SmallestCohort);
        if (proposed.Roster is null) throw new CommandException($"The roster cannot be proposed.\n{string.Join('\n', proposed.Faults.Select(f => $"- {f}"))}");

        var roster = await InForce(processes, coordinator, federation, cancellation);
        terminal.Say($"Secure aggregation is on: the hospitals mask their updates, and the coordinator sees sums of {roster.LeastSurvivors} or more. They signed roster {roster.Epoch}, digest {roster.Digest}.");
        terminal.Say("Here each site trusts the roster that the coordinator hands it (roster.firstUse: trust). Real hospitals compare that digest by another way, and confirm it: fedgrains site roster confirm.");
    }

    private static async Task<RosterSummary> InForce(DemoProcesses processes, CoordinatorClient coordinator, FederationId federation, CancellationToken cancellation)
    {
        RosterSummary? roster = null;
        await processes.Until(async () => (roster = await coordinator.Roster(federation).InForce()) is not null, "The hospitals did not sign the roster.", cancellation);

        return roster!;
    }
}
