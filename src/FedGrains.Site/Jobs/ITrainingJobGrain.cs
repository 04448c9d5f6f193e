using FedGrains.Core.Identifiers;

namespace FedGrains.Site.Jobs;

/// <summary>The site's part in a round. The key is <c>{run}/{round}</c>.</summary>
[GrainInterfaceType("fedgrains.site.job")]
public interface ITrainingJobGrain : IGrainWithStringKey
{
    /// <summary>Begins the work, or goes on with it. Safe to repeat: work that is under way goes on, a finished update is sent again as it is, a failure is told again.</summary>
    [Alias("accept")]
    Task Accept(JobAssignment assignment);

    /// <summary>Stops the work: the round goes on without it.</summary>
    [Alias("withdraw")]
    Task Withdraw(string reason);

    /// <summary>How far the job is.</summary>
    [Alias("describe")]
    Task<JobStatus> Describe();
}

/// <summary>How far a job is.</summary>
/// <param name="Key">The job's key.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Update">The update's digest, once there is one.</param>
/// <param name="Reason">Why it failed or was withdrawn.</param>
/// <param name="AcceptedAt">When the coordinator gave its receipt.</param>
[GenerateSerializer, Immutable, Alias("fedgrains.site.job-status")]
public sealed record JobStatus(
    [property: Id(0)] string Key,
    [property: Id(1)] JobPhase Phase,
    [property: Id(2)] Digest? Update,
    [property: Id(3)] string? Reason,
    [property: Id(4)] DateTimeOffset? AcceptedAt);

/// <summary>Where a job stands. Everything from <see cref="Finished"/> on survives a crash.</summary>
public enum JobPhase
{
    /// <summary>Nobody has assigned it.</summary>
    None,

    /// <summary>Downloading, evaluating or training.</summary>
    Working,

    /// <summary>The report is signed and, with its update, durable: it will never be made again.</summary>
    Finished,

    /// <summary>The coordinator has given its receipt.</summary>
    Submitted,

    /// <summary>The site could not do it, or the coordinator refused it.</summary>
    Failed,

    /// <summary>The coordinator took it back.</summary>
    Withdrawn,
}
