using System.Collections.Immutable;

using FedGrains.Cli.CommandLine;
using FedGrains.Cli.Coordinators;
using FedGrains.Core.Federations;
using FedGrains.Core.Identifiers;

namespace FedGrains.Cli.Federations;

/// <summary>A federation as <c>--json</c> prints it.</summary>
internal sealed record FederationView(FederationId Federation, string Title, DateTimeOffset CreatedAt, ImmutableArray<NodeId> Nodes, ImmutableArray<RunId> Runs)
{
    public static FederationView Of(Federation federation) => new(federation.Id, federation.Title, federation.CreatedAt, federation.Nodes, federation.Runs);
}

internal static class FederationLookup
{
    /// <summary>The federation; one that does not exist is refused in a sentence.</summary>
    public static async Task<Federation> Describe(this CoordinatorClient coordinator, FederationId federation) =>
        await coordinator.Federation(federation).Describe()
        ?? throw new CommandException($"There is no federation '{federation}'. Create it with: fedgrains federation create {federation}");
}
