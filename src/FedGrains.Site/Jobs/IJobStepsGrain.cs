using FedGrains.Core.Identifiers;

namespace FedGrains.Site.Jobs;

/// <summary>What a job's worker, which runs outside the grain, has the grain commit. The key is the job's.</summary>
[GrainInterfaceType("fedgrains.site.job-steps")]
internal interface IJobStepsGrain : IGrainWithStringKey
{
    /// <summary>The report is signed, and its update durable.</summary>
    [Alias("signed")]
    Task Signed(JobAssignment assignment, SignedWork work);

    /// <summary>The coordinator gave its receipt.</summary>
    [Alias("submitted")]
    Task Submitted(DateTimeOffset acceptedAt);

    /// <summary>The site cannot do it, or the coordinator refused it.</summary>
    [Alias("failed")]
    Task Failed(JobAssignment assignment, string reason);

    /// <summary>Forgets the job.</summary>
    [Alias("forget")]
    Task Forget();
}

/// <summary>A signed report and the update that belongs to it.</summary>
/// <param name="Report">The report's bytes, which are what was signed: they are never made again.</param>
/// <param name="Signature">Over them.</param>
/// <param name="Update">The update's digest; null in an evaluation round.</param>
/// <param name="UpdateLength">Its bytes.</param>
[GenerateSerializer, Immutable, Alias("fedgrains.site.signed-work")]
internal sealed record SignedWork(
    [property: Id(0)] byte[] Report,
    [property: Id(1)] byte[] Signature,
    [property: Id(2)] Digest? Update,
    [property: Id(3)] long UpdateLength);
