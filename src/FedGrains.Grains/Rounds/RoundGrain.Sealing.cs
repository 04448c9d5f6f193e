using FedGrains.Contracts.Rounds;
using FedGrains.Core.Rounds;

namespace FedGrains.Grains.Rounds;

internal sealed partial class RoundGrain
{
    public Task<RoundSealingKey?> SealingKey() => Task.FromResult(state.State.Sealing);

    // A vault that is out holds a round up and does not lose it: whoever asks the cohort tries again.
    private async Task<RoundSealingKey?> TryMakeSealingKey(RoundPlan plan)
    {
        if (plan.Task is not RoundTask.Train) return null;

        try
        {
            return await sealing.Make(plan.Key);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogNoSealingKey(Key, fault);

            return null;
        }
    }

    /// <summary>Sees to it that a training round has a key, and that it is durable, before anyone is told of it.</summary>
    private async Task EnsureSealingKey()
    {
        if (Current.Plan.Task is RoundTask.Train && state.State.Sealing is null) await Commit(Current, sealing: await sealing.Make(Current.Plan.Key));
    }
}
