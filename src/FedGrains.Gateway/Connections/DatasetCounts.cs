using FedGrains.Core.Nodes;

namespace FedGrains.Gateway.Connections;

/// <summary>Whether the counts of a dataset can be those of any data. A node's training examples bound what its updates may claim.</summary>
internal static class DatasetCounts
{
    // Beyond any hospital, and small enough that sums over all nodes and classes do not overflow.
    private const long MostRows = 1L << 40;

    /// <summary>What is wrong with the counts, in a sentence, or null.</summary>
    public static string? Fault(DatasetSummary dataset) => dataset switch
    {
        { Rows: < 0 or > MostRows } => $"it cannot have {dataset.Rows} rows; send 0 to {MostRows}.",
        { TrainingExamples: < 0 } or { HeldOutExamples: < 0 } => Split(dataset),
        _ when dataset.TrainingExamples > dataset.Rows || dataset.HeldOutExamples > dataset.Rows - dataset.TrainingExamples => Split(dataset),
        _ when dataset.Classes.FirstOrDefault(c => c.Value < 0 || c.Value > dataset.Rows) is { Key: { } name } odd => $"class '{name}' cannot have {odd.Value} of {dataset.Rows} rows.",
        _ when dataset.Classes.Values.Sum() > dataset.Rows => $"its classes have {dataset.Classes.Values.Sum()} rows together, and it has {dataset.Rows} rows.",
        _ => null,
    };

    private static string Split(DatasetSummary dataset) =>
        $"{dataset.TrainingExamples} training and {dataset.HeldOutExamples} held-out examples do not fit {dataset.Rows} rows.";
}
