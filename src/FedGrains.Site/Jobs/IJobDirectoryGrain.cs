using System.Collections.Immutable;

namespace FedGrains.Site.Jobs;

/// <summary>The jobs that the site still keeps, oldest first. There is one, under <see cref="Key"/>.</summary>
[GrainInterfaceType("fedgrains.site.jobs")]
public interface IJobDirectoryGrain : IGrainWithStringKey
{
    /// <summary>The one key.</summary>
    const string Key = "site";

    /// <summary>The jobs' keys.</summary>
    [Alias("list")]
    Task<ImmutableArray<string>> List();

    /// <summary>
    /// Adds a job as the newest, strikes off those that are <paramref name="forgotten"/>, and returns the oldest that are now too
    /// many, which stay on the list until they are forgotten. A job that is under way is never among them. Safe to repeat.
    /// </summary>
    [Alias("add")]
    Task<ImmutableArray<string>> Add(string job, int keep, ImmutableArray<string> underWay, ImmutableArray<string> forgotten);
}
