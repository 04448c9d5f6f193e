using FedGrains.Cli.CommandLine;
using FedGrains.Contracts.Masking;

namespace FedGrains.Cli.Federations;

/// <summary>Rosters at the coordinator for people to read and compare.</summary>
internal static class RosterTables
{
    public static void Print(Terminal terminal, RosterDescription roster)
    {
        var summary = roster.Roster;
        terminal.Say($"{(roster.IsInForce ? "In force" : "Proposed")}: roster {summary.Epoch}, digest {summary.Digest}");
        if (roster.Previous is { } previous) terminal.Say($"It follows the roster with digest {previous}.");
        terminal.Say($"Threshold: {summary.Threshold} of {summary.Nodes.Length} sites must survive a round. A sum is over {summary.LeastSurvivors} sites or more.");
        terminal.Say($"The coordinator's key has digest {roster.CoordinatorKey}.");

        var table = Tables.Create("Site", "Digest of its key", "Signed");
        foreach (var site in roster.Sites) table.Row(site.Node.Value, site.Key.Value, roster.SignedBy.Contains(site.Node) ? "yes" : "");
        terminal.Show(table);

        if (!roster.IsInForce) terminal.Say(Awaited(roster));
    }

    private static string Awaited(RosterDescription roster)
    {
        var waiting = string.Join(", ", roster.Signers.Except(roster.SignedBy));

        return $"Signed by {roster.SignedBy.Length} of {roster.Signers.Length}; it is in force with {roster.Needed}. Not signed by: {waiting}. A site signs with: fedgrains site roster {(roster.Previous is null ? "confirm" : "sign")} --digest {roster.Roster.Digest}";
    }
}
