using FedGrains.Cli.CommandLine;

using Spectre.Console;

namespace FedGrains.Cli.Federations;

/// <summary>Nodes and their datasets as tables.</summary>
internal static class NodeTables
{
    public static Table Of(IEnumerable<NodeView> nodes)
    {
        var table = Tables.Create("Node", "Phase", "Connected", "Last seen", "Datasets", "Open rounds", "Software");

        foreach (var n in nodes)
            table.Row(n.Node.Value, $"{n.Phase}", n.Connected ? "yes" : "no", n.LastSeen?.ToString("u"), string.Join(", ", n.Datasets.Select(d => d.Name)), n.Working == 0 ? "" : $"{n.Working}", n.Software?.Split('+')[0]);

        return table;
    }
}
