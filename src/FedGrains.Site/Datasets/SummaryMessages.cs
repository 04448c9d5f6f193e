using FedGrains.Protocol.V1;

namespace FedGrains.Site.Datasets;

/// <summary>A dataset's summary as the protocol says it.</summary>
internal static class SummaryMessages
{
    public static DatasetSummary Of(Core.Nodes.DatasetSummary summary)
    {
        var message = new DatasetSummary
        {
            Name = summary.Name.Value,
            Rows = summary.Rows,
            TrainingExamples = summary.TrainingExamples,
            HeldoutExamples = summary.HeldOutExamples,
            Target = summary.Target,
            SchemaDigest = summary.SchemaDigest,
        };
        message.Features.Add(summary.Features);
        foreach (var (name, count) in summary.Classes) message.Classes.Add(name, count);

        return message;
    }
}
