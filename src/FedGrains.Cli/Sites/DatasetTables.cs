using FedGrains.Cli.CommandLine;
using FedGrains.Core.Nodes;

using Spectre.Console;

namespace FedGrains.Cli.Sites;

/// <summary>Datasets as tables: counts, never a record.</summary>
internal static class DatasetTables
{
    private const int DigestLength = 12;

    public static Table Of(IEnumerable<DatasetSummary> datasets)
    {
        var table = Tables.Create("Dataset", "Rows", "Training", "Held out", "Features", "Target", "Classes", "Schema");

        foreach (var d in datasets)
            table.Row(d.Name.Value, $"{d.Rows}", $"{d.TrainingExamples}", $"{d.HeldOutExamples}", $"{d.Features.Length}", d.Target, Classes(d), d.SchemaDigest[..Math.Min(DigestLength, d.SchemaDigest.Length)]);

        return table;
    }

    private static string Classes(DatasetSummary dataset) => string.Join(", ", dataset.Classes.Select(c => $"{c.Key}: {c.Value}"));
}
