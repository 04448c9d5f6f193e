using FedGrains.Core.Attacks;
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

    /// <summary>
    /// Stores an attack report as an artifact and puts it into the version's record; every call is audited. Safe to repeat with the same file. A report is a few KiB: at most
    /// <see cref="PrivacyAudit.MostBytes"/> bytes, and at most <see cref="AttachedReport.Most"/> of them go with a version.
    /// </summary>
    /// <param name="file">The file of a <see cref="PrivacyAudit"/>, as it is.</param>
    [Alias("attach-report")]
    Task<ReportAttachment> AttachReport(byte[] file);

    /// <summary>The version, or null when there is none.</summary>
    [Alias("describe")]
    Task<ModelVersion?> Describe();
}
