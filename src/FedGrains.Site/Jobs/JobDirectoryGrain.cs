using System.Collections.Immutable;

namespace FedGrains.Site.Jobs;

[GrainType("fedgrains.site.jobs")]
internal sealed class JobDirectoryGrain([PersistentState("jobs")] IPersistentState<JobDirectoryState> state) : Grain, IJobDirectoryGrain
{
    public Task<ImmutableArray<string>> List() => Task.FromResult(state.State.Jobs);

    public async Task<ImmutableArray<string>> Add(string job, int keep)
    {
        if (state.State.Jobs.Contains(job)) return [];

        ImmutableArray<string> jobs = [.. state.State.Jobs, job];
        var tooMany = Math.Max(0, jobs.Length - keep);
        await state.Commit(new() { Jobs = jobs[tooMany..] });

        return jobs[..tooMany];
    }
}

/// <summary>The jobs' keys.</summary>
internal sealed record JobDirectoryState
{
    public ImmutableArray<string> Jobs { get; init; } = [];
}
