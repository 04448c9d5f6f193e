using Spectre.Console;

namespace FedGrains.Cli.CommandLine;

/// <summary>Tables as this command draws them.</summary>
internal static class Tables
{
    public static Table Create(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple };

        foreach (var column in columns) table.AddColumn(new TableColumn(new Text(column)).NoWrap());

        return table;
    }

    /// <summary>Adds a row of plain texts: nothing in them is markup.</summary>
    public static void Row(this Table table, params string?[] cells) => table.AddRow(cells.Select(c => new Text(c ?? "")));
}
