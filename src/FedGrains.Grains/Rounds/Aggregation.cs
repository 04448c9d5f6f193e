using System.Collections.Immutable;

using FedGrains.Contracts.Rounds;
using FedGrains.Core.Rounds;
using FedGrains.Core.Strategies;
using FedGrains.Grains.Masking;
using FedGrains.Grains.Runs;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Storage.Artifacts;
using FedGrains.Storage.Safetensors;

using RoundTask = FedGrains.Core.Rounds.RoundTask;

namespace FedGrains.Grains.Rounds;

/// <summary>Makes the next model of a round out of its receipts: each shard sums and steps its slice, then the file is sealed.</summary>
internal sealed class Aggregation(RoundPlan plan, IGrainFactory grains, IArtifactStore artifacts)
{
    // 16 MiB of an update: large enough that a grain call is nothing beside the sum, small enough to spread over silos.
    private const int ShardValues = 1 << 22;

    private readonly long _parameters = plan.Site.Model.Layout().ParameterCount;

    /// <summary>Lets the shards add an update ahead of the close.</summary>
    public async Task Fold(Receipt receipt)
    {
        foreach (var (shard, slice) in Shards())
            await (plan.Site.Masking is { } masking ? shard.FoldMasked(slice, Weighted(receipt), masking) : shard.Fold(slice, Weighted(receipt)));
    }

    /// <summary>Makes the next model.</summary>
    /// <param name="receipts">Whose updates are in it.</param>
    /// <param name="masks">What has to come off the sum of masked updates; null when they are not masked.</param>
    public async Task<BaseModel> Complete(ImmutableArray<Receipt> receipts, UnmaskPlan? masks)
    {
        var masking = masks is null ? null : await Masking(receipts, masks);
        var header = SafetensorsHeader.ForModel(plan.Site.Model.Layout());
        var strategy = StrategyCatalog.Find(plan.Strategy.Name);
        var (modelLength, stateLength) = (header.Length + (_parameters * sizeof(float)), strategy.StateTensors * _parameters * sizeof(float));
        var (modelStage, stateStage) = ($"{plan.Key}/model", $"{plan.Key}/state");

        var stateArea = plan.StateArea(plan.Base.Version + 1);

        var model = await artifacts.Stage(modelStage, modelLength);
        await model.Write(0, header);

        await Task.WhenAll(Shards().Select(s => s.Shard.Complete(new(
            s.Slice, [.. receipts.Select(Weighted)], plan.Base, plan.Site.FractionBits, plan.Strategy, _parameters, modelStage, modelLength, plan.StateArea(plan.Base.Version), stateArea, stateStage, stateLength, masking))));

        var digest = await Task.Run(() => model.Commit());
        var state = stateLength > 0 ? await Task.Run(async () => await (await artifacts.Area(stateArea).Stage(stateStage, stateLength)).Commit()) : default(Core.Identifiers.Digest?);

        return new(plan.Base.Version + 1, digest, modelLength, header.Length, state);
    }

    /// <summary>The clipping norm of the next round, by the votes in this one's sum; null where it does not adapt.</summary>
    public async Task<double?> NextClippingNorm(ImmutableArray<Receipt> receipts, UnmaskPlan? masks) => plan is { Masking.Adaptation: { } adaptation, Site.Masking: { Noise: { } noise } masking } && masks is not null
        ? SiteNoises.NextNorm(adaptation, masking.Clip, noise.NoiseMultiplier, masking.LargestCohort, receipts.Length, await Totals(receipts, masks).Votes())
        : null;

    public async Task Release()
    {
        foreach (var (shard, _) in Shards()) await shard.Release();
    }

    /// <summary>
    /// Throws away what only this round needed: its updates and, once it has made a version, the state of the version before. An
    /// update can tell something about the records behind it, so none is kept for longer than it has a use; masked ones tell nothing, and prove the sum.
    /// </summary>
    public async Task Forget(Round round)
    {
        var madeVersion = round is { Phase: RoundPhase.Checkpointed, Plan.Task: RoundTask.Train };

        await (plan.Masking is { KeepRounds: not 0 and var kept } ? ForgetMasked(madeVersion, kept) : ForgetFrom(0));

        if (madeVersion) await artifacts.DeleteArea(plan.StateArea(plan.Base.Version));
    }

    // A round that only evaluates pushes none out.
    private async Task ForgetMasked(bool madeVersion, int kept)
    {
        if (!madeVersion) await artifacts.DeleteArea(plan.UpdateArea);
        if (kept > 0 && plan.IsMasked) await ForgetFrom(kept);
    }

    // A crash, or an upload that was under way when its round closed, can have left the one before.
    private async Task ForgetFrom(int roundsAgo)
    {
        for (var ago = roundsAgo; ago <= roundsAgo + 1; ago++) await artifacts.DeleteArea(RoundPlan.UpdateAreaOf(plan.Key with { Number = plan.Key.Number - ago }));
    }

    private async Task<MaskedCompletion> Masking(ImmutableArray<Receipt> receipts, UnmaskPlan masks)
    {
        var masking = plan.Site.Masking!;
        var total = await Totals(receipts, masks).Weight();
        var reported = receipts.Sum(r => plan.Weighting.Weight(r.Submission.Update!.Examples));

        return total == reported
            ? new(masking, WireMessage.Encode(masks), reported)
            : throw new UnmaskedSumException($"The masked updates weigh {(total is { } weight ? $"{weight}" : "nothing that this cohort can")} together, and their reports say {reported}. A site masked something else than it reported, or masks did not cancel; the sum was thrown away.");
    }

    private MaskedTotals Totals(ImmutableArray<Receipt> receipts, UnmaskPlan masks) =>
        new(artifacts.Area(plan.UpdateArea), [.. receipts.Select(r => r.Submission.Update!.Digest)], plan.Site.Masking!, masks);

    private WeightedUpdate Weighted(Receipt receipt)
    {
        var update = receipt.Submission.Update!;

        return new(receipt.Submission.Node, plan.UpdateArea, update.Digest, plan.Weighting.Weight(update.Examples));
    }

    private IEnumerable<(IShardGrain Shard, ShardSlice Slice)> Shards()
    {
        for (var (start, number) = (0L, 0); start < _parameters; start += ShardValues, number++)
        {
            var slice = new ShardSlice(start, (int)Math.Min(ShardValues, _parameters - start));
            yield return (grains.GetGrain<IShardGrain>($"{plan.Key}/{number}"), slice);
        }
    }
}
