using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;

namespace FedGrains.Site.Jobs;

/// <summary>The site's part of a round, as the coordinator assigned it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">The round's number.</param>
/// <param name="Task">Train, or only evaluate.</param>
/// <param name="BaseVersion">The model version to start from.</param>
/// <param name="BaseDigest">SHA-256 of its file.</param>
/// <param name="BaseLength">The file's bytes.</param>
/// <param name="Configuration">A <see cref="SiteTask"/> as UTF-8 JSON, byte for byte as it came.</param>
/// <param name="TraceParent">W3C trace context, or empty.</param>
/// <param name="Deadline">Until when the round takes submissions.</param>
/// <param name="RoundInvitation">The invitation to secure aggregation; null in a round that is not masked.</param>
/// <param name="RoundKey">What the update is sealed to; null in a round that has none.</param>
[GenerateSerializer, Immutable, Alias("fedgrains.site.assignment")]
public sealed record JobAssignment(
    [property: Id(0)] RunId Run,
    [property: Id(1)] int Round,
    [property: Id(2)] RoundTask Task,
    [property: Id(3)] int BaseVersion,
    [property: Id(4)] Digest BaseDigest,
    [property: Id(5)] long BaseLength,
    [property: Id(6)] byte[] Configuration,
    [property: Id(7)] string TraceParent,
    [property: Id(8)] DateTimeOffset Deadline,
    [property: Id(9)] byte[]? RoundInvitation = null,
    [property: Id(10)] byte[]? RoundKey = null)
{
    /// <summary>Whether doing the one is doing the other: the same task, from the same model, with the same configuration. Invitations differ in what they repeat of the site's own words; a round has one start, whatever they say.</summary>
    public bool IsSameWork(JobAssignment other) =>
        Task == other.Task && BaseVersion == other.BaseVersion && BaseDigest == other.BaseDigest && Configuration.AsSpan().SequenceEqual(other.Configuration);

    internal string Key => JobKey.Of(Run.Value, Round);
}

/// <summary>A job's grain key: <c>{run}/{round}</c>.</summary>
public static class JobKey
{
    /// <summary>The key of a run's round.</summary>
    public static string Of(string run, int round) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{run}/{round}");
}
