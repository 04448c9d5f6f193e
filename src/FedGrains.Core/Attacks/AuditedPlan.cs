using System.Text.Json;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Json;
using FedGrains.Core.Models;
using FedGrains.Core.Runs;
using FedGrains.Core.Training;

namespace FedGrains.Core.Attacks;

/// <summary>The part of a run's configuration that its updates depend on at a site.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Model">The model.</param>
/// <param name="Training">How it is trained.</param>
public sealed record AuditedPlan(DatasetName Dataset, ModelDefinition Model, TrainingPlan Training)
{
    /// <summary>The plan of a run.</summary>
    public static AuditedPlan Of(RunConfiguration run)
    {
        ArgumentNullException.ThrowIfNull(run);

        return new(run.Dataset, run.Model, run.Training);
    }

    /// <summary>Whether both are written the same: lists within them count by what they hold.</summary>
    public bool Equals(AuditedPlan? other) => other is not null && Written() == other.Written();

    /// <inheritdoc/>
    public override int GetHashCode() => Written().GetHashCode(StringComparison.Ordinal);

    private string Written() => JsonSerializer.Serialize(new { Dataset = Dataset.Value, Model, Training }, CoreJson.Options);
}
