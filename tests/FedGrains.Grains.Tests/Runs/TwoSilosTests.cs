using FedGrains.Contracts.Rounds;
using FedGrains.Core.Models;
using FedGrains.Core.Runs;
using FedGrains.Core.Strategies;
using FedGrains.Grains.Tests.Grids;
using FedGrains.Grains.Tests.Sites;

namespace FedGrains.Grains.Tests.Runs;

/// <summary>Grains call each other across silos: what is said must survive the way.</summary>
public sealed class TwoSilosTests : IAsyncLifetime
{
    private readonly Grid _grid = new(silos: 2);

    public ValueTask InitializeAsync() => _grid.InitializeAsync();

    public ValueTask DisposeAsync() => _grid.DisposeAsync();

    [Fact]
    public async Task Run_OverTwoSilos_MakesTheSameVersions()
    {
        var configuration = Hospitals.Configuration with { Rounds = 6, Model = ModelDefinition.Perceptron(3, [5], 1), Strategy = StrategySettings.Default(StrategyNames.FedAdam) };
        var hospitals = new Hospitals(_grid, "heart", "aarhus", "bonn", "leeds");
        await hospitals.Start(configuration);

        Assert.Equal(RunPhase.Completed, (await hospitals.Play()).Phase);
        Assert.Equal(new PlainTraining(configuration, hospitals.Nodes).Digests(), await hospitals.Versions());
    }

    [Fact]
    public async Task Shards_OfARound_AreSpread()
    {
        var shards = Enumerable.Range(0, 6).Select(n => _grid.Get<IShardGrain>($"heart/run/1/{n}")).ToArray();
        foreach (var shard in shards) await Activate(shard);

        Assert.Equal([3, 3], shards.CountBy(Silo).Select(s => s.Value));
    }

    [Fact]
    public async Task Diverged_OnAnotherSilo_StillAbandonsTheRound()
    {
        var hospitals = new Hospitals(_grid, "diverging", "aarhus");
        await hospitals.Start(Hospitals.Configuration with { AbandonedRoundLimit = 1, Strategy = new(StrategyNames.FedAvg, ServerLearningRate: 1e300) });
        await Separate(hospitals.Round(1), _grid.Get<IShardGrain>($"{hospitals.RunKey}/1/0"));
        await hospitals.Submit(1, hospitals.Nodes);

        var run = await hospitals.Settled(r => r.Ended);
        Assert.Equal("The server step made parameter 0 infinite or not a number. Lower the strategy's server learning rate.", (await hospitals.History())[0].Reason);
    }

    private async Task Separate(IRoundGrain round, IShardGrain shard)
    {
        await Activate(shard);

        var away = _grid.Cluster.Silos.Select(s => s.SiloAddress).First(s => s != Silo(round));
        if (Silo(shard) == Silo(round)) await _grid.Cluster.MigrateAsync(shard, away);

        await Eventually.Holds(() => Task.FromResult(_grid.IsActive(shard)));
        Assert.NotEqual(Silo(round), Silo(shard));
    }

    // A cluster that has just come together hands its directory over, and ends the activations that fall between.
    private Task Activate(IShardGrain shard) => Eventually.Holds(async () =>
    {
        await shard.Fold(new(0, 1), new(new("nobody"), "nowhere", default, 1));

        return _grid.IsActive(shard);
    });

    private SiloAddress Silo(IAddressable grain)
    {
        Assert.True(_grid.Cluster.TryGetGrainContext(grain.GetGrainId(), out var context));

        return context.Address.SiloAddress!;
    }
}
