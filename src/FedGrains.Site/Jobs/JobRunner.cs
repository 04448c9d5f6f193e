using FedGrains.Storage.Artifacts;

namespace FedGrains.Site.Jobs;

/// <summary>Runs jobs outside the grains' turns. A grain commits; a job works.</summary>
internal sealed class JobRunner(IServiceProvider services, IArtifactStore artifacts) : IHostedService
{
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, Running> _running = new(StringComparer.Ordinal);
    private bool _stopping;

    public Task StartAsync(CancellationToken cancellationToken) => artifacts.Sweep(Abandoned, cancellationToken);

    /// <summary>Starts a job from where it stands; one that is under way goes on.</summary>
    /// <param name="assignment">The job.</param>
    /// <param name="work">Its finished work; null when there is none.</param>
    /// <param name="failure">Why it failed; null when it did not.</param>
    /// <param name="again">The coordinator has the work and asks once more: what is under way is on its way out, and this follows it.</param>
    public void Start(JobAssignment assignment, SignedWork? work, string? failure, bool again)
    {
        lock (_running)
        {
            if (_stopping || (_running.TryGetValue(assignment.Key, out var before) && !again && !before.Cancellation.IsCancellationRequested)) return;

            var running = new Running(new());
            _running[assignment.Key] = running;
            running.Job = Task.Run(() => Run(assignment, work, failure, running, before?.Job ?? Task.CompletedTask));
        }
    }

    public void Cancel(string key)
    {
        lock (_running)
        {
            if (_running.TryGetValue(key, out var running)) running.Cancellation.Cancel();
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Task[] jobs;

        lock (_running)
        {
            _stopping = true;
            foreach (var running in _running.Values) running.Cancellation.Cancel();
            jobs = [.. _running.Values.Select(r => r.Job)];
        }

        // A job that will not stop is killed with the process, which is safe at any point.
        await Task.WhenAll(jobs).WaitAsync(StopWithin, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task Run(JobAssignment assignment, SignedWork? work, string? failure, Running running, Task before)
    {
        // The same job may have been submitted or cancelled a moment ago and still be on its way out.
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        try
        {
            // Resolved late: the job needs the grains, and the grains need the runner.
            await services.GetRequiredService<TrainingJob>().Run(assignment, work, failure, running.Cancellation.Token);
        }
        finally
        {
            lock (_running)
            {
                if (_running.TryGetValue(assignment.Key, out var current) && current == running) _running.Remove(assignment.Key);
            }

            running.Cancellation.Dispose();
        }
    }

    private sealed class Running(CancellationTokenSource cancellation)
    {
        public CancellationTokenSource Cancellation { get; } = cancellation;

        public Task Job { get; set; } = Task.CompletedTask;
    }
}
