using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace FedGrains.Site.Jobs;

/// <summary>Keeps the last jobs and their updates, and throws older ones away: an update can tell something about the records behind it.</summary>
internal sealed class JobRetention(IGrainFactory grains, UpdateFiles updates) : IDisposable
{
    // The last job, which a coordinator that has lost its answer asks for again, and the one under way.
    private const int Kept = 2;

    private readonly ConcurrentDictionary<string, bool> _running = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turns = new(1);
    private ImmutableArray<string> _forgotten = [];

    public void Begin(JobAssignment assignment) => _running[assignment.Key] = true;

    public void End(JobAssignment assignment) => _running.TryRemove(assignment.Key, out _);

    public async Task Add(string job, CancellationToken cancellation)
    {
        await _turns.WaitAsync(cancellation);

        try
        {
            // Struck off the list with the next job: after a crash half-way through, whatever is left is found there again.
            var old = await grains.GetGrain<IJobDirectoryGrain>(IJobDirectoryGrain.Key).Add(job, Kept, [.. _running.Keys], _forgotten);
            foreach (var one in old) await Forget(one);
            _forgotten = old;
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();

    private async Task Forget(string job)
    {
        await updates.Delete(job);
        await grains.GetGrain<IJobStepsGrain>(job).Forget();
    }
}
