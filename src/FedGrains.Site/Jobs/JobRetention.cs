using System.Collections.Concurrent;
using System.Collections.Immutable;

using FedGrains.Core.Identifiers;
using FedGrains.Storage.Artifacts;

namespace FedGrains.Site.Jobs;

/// <summary>Keeps the last jobs and their files, and throws older ones away. Files are named by content, so one may belong to several jobs.</summary>
internal sealed class JobRetention(IGrainFactory grains, IArtifactStore artifacts) : IDisposable
{
    private const int Kept = 16;

    private readonly ConcurrentDictionary<string, Digest> _running = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turns = new(1);

    public void Begin(JobAssignment assignment) => _running[assignment.Key] = assignment.BaseDigest;

    public void End(JobAssignment assignment) => _running.TryRemove(assignment.Key, out _);

    /// <summary>Runs <paramref name="store"/>, which makes an artifact and commits that a job needs it, while nothing is thrown away: the artifact may be one that another job just ceased to need.</summary>
    public async Task<T> Keep<T>(Func<Task<T>> store, CancellationToken cancellation)
    {
        await _turns.WaitAsync(cancellation);

        try
        {
            return await store();
        }
        finally
        {
            _turns.Release();
        }
    }

    public async Task Add(string job, CancellationToken cancellation)
    {
        var directory = grains.GetGrain<IJobDirectoryGrain>(IJobDirectoryGrain.Key);
        var old = await directory.Add(job, Kept, [.. _running.Keys]);
        if (old.IsEmpty) return;

        await Keep(
            async () =>
            {
                await ThrowAway(old, await directory.List());
                return true;
            },
            cancellation);
    }

    public void Dispose() => _turns.Dispose();

    private async Task ThrowAway(ImmutableArray<string> old, IEnumerable<string> kept)
    {
        var needed = (await Task.WhenAll(kept.Select(key => Steps(key).Artifacts()))).SelectMany(d => d).Concat(_running.Values).ToHashSet();

        foreach (var job in old)
        {
            var digests = await Steps(job).Artifacts();
            await Steps(job).Forget();

            foreach (var digest in digests.Where(d => !needed.Contains(d))) await artifacts.Delete(digest);
        }
    }

    private IJobStepsGrain Steps(string key) => grains.GetGrain<IJobStepsGrain>(key);
}
