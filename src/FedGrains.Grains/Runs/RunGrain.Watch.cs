using System.Text.Json;

using FedGrains.Core.Json;
using FedGrains.Core.Runs;

namespace FedGrains.Grains.Runs;

internal sealed partial class RunGrain
{
    private static readonly TimeSpan LongestWatch = TimeSpan.FromSeconds(20);

    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<Run?> Watch(int roundsSeen, RunPhase? phaseSeen, CancellationToken cancellation)
    {
        if (state.State.Run is { } run && run.RoundsEnded == roundsSeen && run.Phase == phaseSeen)
        {
            try
            {
                await _changed.Task.WaitAsync(LongestWatch, clock, cancellation);
            }
            catch (TimeoutException)
            {
                // Nothing changed: the watcher gets what there is and asks again.
            }
        }

        return state.State.Run;
    }

    private async Task Commit(Run next)
    {
        if (ReferenceEquals(next, state.State.Run)) return;

        await state.Commit(new() { Run = next });

        _changed.SetResult();
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private static bool SameConfiguration(RunConfiguration one, RunConfiguration other) =>
        JsonSerializer.Serialize(one, CoreJson.Options) == JsonSerializer.Serialize(other, CoreJson.Options);
}
