using System.Collections.Immutable;

using FedGrains.Contracts.Rounds;
using FedGrains.Core.Rounds;
using FedGrains.Core.Strategies;
using FedGrains.Grains.Models;
using FedGrains.Storage.Artifacts;

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
        foreach (var (shard, slice) in Shards()) await shard.Fold(slice, Weighted(receipt));
    }

    public async Task<BaseModel> Complete(ImmutableArray<Receipt> receipts)
    {
        var header = ModelFile.Header(plan.Site.Model.Layout());
        var strategy = StrategyCatalog.Find(plan.Strategy.Name);
        var (modelLength, stateLength) = (header.Length + (_parameters * sizeof(float)), strategy.StateTensors * _parameters * sizeof(float));
        var (modelStage, stateStage) = ($"{plan.Key}/model", $"{plan.Key}/state");

        var stateArea = plan.StateArea(plan.Base.Version + 1);

        var model = await artifacts.Stage(modelStage, modelLength);
        await model.Write(0, header);

        await Task.WhenAll(Shards().Select(s => s.Shard.Complete(new(
            s.Slice, [.. receipts.Select(Weighted)], plan.Base, plan.Site.FractionBits, plan.Strategy, _parameters, modelStage, modelLength, plan.StateArea(plan.Base.Version), stateArea, stateStage, stateLength))));

        var digest = await Task.Run(() => model.Commit());
        var state = stateLength > 0 ? await Task.Run(async () => await (await artifacts.Area(stateArea).Stage(stateStage, stateLength)).Commit()) : default(Core.Identifiers.Digest?);

        return new(plan.Base.Version + 1, digest, modelLength, header.Length, state);
    }

    public async Task Release()
    {
        foreach (var (shard, _) in Shards()) await shard.Release();
    }

    /// <summary>
    /// Throws away what only this round needed: its updates and, once it has made a version, the state of the version before. An
    /// update can tell something about the records behind it, so none is kept for longer than it has a use.
    /// </summary>
    public async Task Forget(bool madeVersion)
    {
        await artifacts.DeleteArea(plan.UpdateArea);

        // A crash, or an upload that was under way when its round closed, can have left the one before.
        await artifacts.DeleteArea(RoundPlan.UpdateAreaOf(plan.Key with { Number = plan.Key.Number - 1 }));

        if (madeVersion) await artifacts.DeleteArea(plan.StateArea(plan.Base.Version));
    }

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
