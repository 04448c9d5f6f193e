using FedGrains.Core.Attacks;
using FedGrains.Core.Models;
using FedGrains.Core.Training;
using FedGrains.Training;

namespace FedGrains.Attacks.Audits;

/// <summary>A plan, and records to attack it over.</summary>
/// <param name="Plan">The plan, without faults.</param>
/// <param name="Source">Where the records are from.</param>
/// <param name="Records">A site's training records, at least <see cref="AuditSettings.LeastRecords"/> that fit the model and the loss.</param>
/// <param name="Start">The seed of the parameters that the run starts from.</param>
public sealed record AuditSubject(AuditedPlan Plan, RecordSource Source, TrainingData Records, ulong Start)
{
    /// <summary>Whether records have classes.</summary>
    internal bool IsClassifier => Plan.Training.Loss is LossNames.BinaryCrossEntropy or LossNames.CrossEntropy;

    /// <summary>How many classes records have.</summary>
    internal int Classes => Math.Max(2, Plan.Model.Outputs());

    /// <summary>Numbers in a record.</summary>
    internal int Width => Records.RecordShape.Aggregate(1, (product, size) => product * size);

    /// <summary>The parameters that the run starts from.</summary>
    internal float[] StartParameters() => InitialModel.Create(Plan.Model.Layout(), Start);

    /// <summary>Why these records cannot be attacked, one sentence a fault; empty when they can.</summary>
    public IEnumerable<string> Faults()
    {
        if (Records.Count < AuditSettings.LeastRecords) yield return $"There are {Records.Count} training records; an audit needs at least {AuditSettings.LeastRecords}.";

        foreach (var fault in Records.Faults(Plan.Model, Plan.Training.Loss)) yield return fault;
    }
}
