using System.Collections.Immutable;

namespace FedGrains.Site.Jobs;

[GrainType("fedgrains.site.jobs")]
internal sealed class JobDirectoryGrain([PersistentState("jobs")] IPersistentState<JobDirectoryState> state) : Grain, IJobDirectoryGrain
{
    public Task<ImmutableArray<string>> List() => Task.FromResult(state.State.Jobs);

    public async Task<ImmutableArray<string>> Add(string job, int keep, ImmutableArray<string> underWay)
    {
        if (state.State.Jobs.Contains(job)) return [];

        var jobs = state.State.Jobs.Add(job);
        var old = jobs[..Math.Max(0, jobs.Length - keep)].RemoveRange(underWay);
        await state.Commit(new() { Jobs = jobs.RemoveRange(old) });

        return old;
    }
}

/// <summary>The jobs' keys.</summary>
internal sealed record JobDirectoryState
{
    public ImmutableArray<string> Jobs { get; init; } = [];
}
