using FedGrains.Cli.CommandLine;
using FedGrains.Core.Identifiers;
using FedGrains.Site.Masking;

using Spectre.Console;

namespace FedGrains.Cli.Sites;

/// <summary>Rosters for people to read and compare.</summary>
internal static class RosterText
{
    /// <summary>Writes what a site knows of rosters.</summary>
    public static void Write(Terminal terminal, RosterStatus status)
    {
        terminal.Say($"This site is '{status.Site}', with a key of digest {status.Key}.");

        if (status.InForce is { } inForce)
        {
            Write(terminal, inForce, "In force");
            terminal.Show(Table(inForce, "Site", "Digest of its key"));
        }

        if (status.Offered is { } offered)
        {
            Write(terminal, offered, "Offered by the coordinator, and not in force here");
            terminal.Show(Table(offered, "Site", "Digest of its key", "Signed"));
            terminal.Say(Next(offered, status));
        }

        if (status is { InForce: null, Offered: null }) terminal.Say("No roster is in force, and the coordinator has offered none.");
    }

    /// <summary>What came of an operator's word.</summary>
    public static string Agreed(RosterStatus status, Digest roster) => status.InForce?.Digest == roster
        ? $"This site goes by roster {status.InForce.Epoch}."
        : $"This site has signed the roster with digest {roster}. It is in force here when enough sites have signed it and the coordinator has shown it.";

    private static void Write(Terminal terminal, RosterView roster, string what)
    {
        terminal.Say($"\n{what}: roster {roster.Epoch}, digest {roster.Digest}");
        if (roster.Previous is { } previous) terminal.Say($"It follows the roster with digest {previous}.");
        terminal.Say($"Threshold: {roster.Threshold} of {roster.Sites.Length} sites must survive a round, and sign the next roster. A sum is over {Math.Max(roster.Threshold, roster.MinimumCohort)} sites or more.");
        terminal.Say($"The coordinator's key has digest {roster.Coordinator}.");
    }

    private static Table Table(RosterView roster, params string[] columns)
    {
        var table = Tables.Create(columns);
        foreach (var site in roster.Sites) table.Row([.. new[] { site.Site, site.Key.Value, roster.SignedBy.Contains(site.Site) ? "yes" : "" }.Take(columns.Length)]);

        return table;
    }

    private static string Next(RosterView roster, RosterStatus status) => roster switch
    {
        _ when status.Agreed == roster.Digest => "This site has signed it. It waits for others.",
        _ when status.InForce is null => $"Compare the digest with the other sites by another way than the coordinator. When it is the same there: fedgrains site roster confirm --digest {roster.Digest}",
        _ => $"When it is right: fedgrains site roster sign --digest {roster.Digest}",
    };
}
