using FedGrains.Core.Evaluation;
using FedGrains.Core.Models;

namespace FedGrains.Contracts.Models;

/// <summary>A version of a run's model. The key is <c>{federation}/{run}/v{number}</c>.</summary>
[GrainInterfaceType("fedgrains.model-version")]
public interface IModelVersionGrain : IGrainWithStringKey
{
    /// <summary>Records the version. Safe to repeat; a version never changes what it is.</summary>
    [Alias("record")]
    Task Record(ModelVersion version);

    /// <summary>Adds what the nodes measured of it. Safe to repeat.</summary>
    [Alias("evaluated")]
    Task Evaluated(ModelEvaluation evaluation);

    /// <summary>The version, or null when there is none.</summary>
    [Alias("describe")]
    Task<ModelVersion?> Describe();
}
