namespace FedGrains.Site.Datasets;

/// <summary>A registered dataset: its definition. The data stays where it is.</summary>
internal sealed record DatasetGrainState
{
    public string? Definition { get; init; }

    public string Folder { get; init; } = "";

    public Core.Nodes.DatasetSummary? Summary { get; init; }
}
