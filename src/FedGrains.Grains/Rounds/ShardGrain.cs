using FedGrains.Contracts.Rounds;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Storage.Artifacts;

using Microsoft.Extensions.Logging;

namespace FedGrains.Grains.Rounds;

/// <summary>
/// Sums one slice of a round. The sum lives in memory alone: it is made of durable updates, so after a crash it is made again
/// and, being exact, is the same.
/// </summary>
[GrainType("fedgrains.shard")]
[SpreadPlacement]
internal sealed partial class ShardGrain(IArtifactStore artifacts, ILogger<ShardGrain> logger) : Grain, IShardGrain
{
    private readonly HashSet<NodeId> _folded = [];
    private IShardSum? _sum;

    public Task Fold(ShardSlice slice, WeightedUpdate update) => Task.Run(() => FoldOnce(slice, update, masking: null));

    public Task FoldMasked(ShardSlice slice, WeightedUpdate update, MaskingTask masking) => Task.Run(() => FoldOnce(slice, update, masking));

    public Task Complete(ShardCompletion completion) => Task.Run(async () =>
    {
        // Whoever is in the sum and does not count takes all with him.
        if (!_folded.IsSubsetOf(completion.Updates.Select(u => u.Node))) Reset();

        foreach (var update in completion.Updates) await FoldOnce(completion.Slice, update, completion.Masking?.Masking);

        try
        {
            await new ServerStep(artifacts, completion, _sum!.Close(completion)).Write();
        }
        finally
        {
            // The masks are off: they would come off a second time.
            if (completion.Masking is not null) Reset();
        }
    });

    public Task Release()
    {
        Reset();
        DeactivateOnIdle();

        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Reset();

        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    private async Task FoldOnce(ShardSlice slice, WeightedUpdate update, MaskingTask? masking)
    {
        if (_folded.Contains(update.Node)) return;

        try
        {
            _sum ??= masking is null ? new PlainShardSum(artifacts, slice) : new MaskedShardSum(artifacts, slice, masking);
            await _sum.Add(update);
            _folded.Add(update.Node);
        }
        catch (Exception exception)
        {
            // Half an update may be in the sum: begin again from the durable updates.
            LogFoldFailed(this.GetPrimaryKeyString(), update.Node, exception);
            Reset();
            throw;
        }
    }

    private void Reset()
    {
        _sum?.Dispose();
        _sum = null;
        _folded.Clear();
    }
}
