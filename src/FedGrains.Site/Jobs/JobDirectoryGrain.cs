using System.Collections.Immutable;

namespace FedGrains.Site.Jobs;

[GrainType("fedgrains.site.jobs")]
internal sealed class JobDirectoryGrain([PersistentState("jobs")] IPersistentState<JobDirectoryState> state) : Grain, IJobDirectoryGrain
{
    public Task<ImmutableArray<string>> List() => Task.FromResult(state.State.Jobs);

    public async Task<ImmutableArray<string>> Add(string job, int keep, ImmutableArray<string> underWay, ImmutableArray<string> forgotten)
    {
        // A job that was forgotten and is asked for again is a new one.
        var jobs = state.State.Jobs.RemoveRange(forgotten);
        if (!jobs.Contains(job)) jobs = jobs.Add(job);

        if (!jobs.SequenceEqual(state.State.Jobs)) await state.Commit(new() { Jobs = jobs });

        return jobs[..Math.Max(0, jobs.Length - keep)].RemoveRange(underWay);
    }
}

/// <summary>The jobs' keys.</summary>
internal sealed record JobDirectoryState
{
    public ImmutableArray<string> Jobs { get; init; } = [];
}
