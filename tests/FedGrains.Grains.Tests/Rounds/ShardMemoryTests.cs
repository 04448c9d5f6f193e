using FedGrains.Contracts.Rounds;
using FedGrains.Grains.Tests.Grids;
using FedGrains.Grains.Tests.Sites;

namespace FedGrains.Grains.Tests.Rounds;

/// <summary>A shard's sum is as large as its slice: it is there while a round needs it and not a minute longer.</summary>
[Collection(SharedGrid.Name)]
public sealed class ShardMemoryTests(Grid grid)
{
    [Fact]
    public async Task Checkpointed_TheShardIsGone()
    {
        var hospitals = await Started("shard-done");
        await hospitals.Submit(1, hospitals.Nodes[0]);
        await Eventually.Holds(() => Task.FromResult(grid.IsActive(Shard(hospitals))));

        await hospitals.Submit(1, hospitals.Nodes[1]);
        await hospitals.Ended(1);
        await Eventually.Holds(() => Task.FromResult(!grid.IsActive(Shard(hospitals))));
    }

    [Fact]
    public async Task Abandoned_TheShardIsGone()
    {
        var hospitals = await Started("shard-abandoned");
        await hospitals.Submit(1, hospitals.Nodes[0]);
        await Eventually.Holds(() => Task.FromResult(grid.IsActive(Shard(hospitals))));

        await hospitals.Round(1).Fail(hospitals.Nodes[1], "No disk.");
        await hospitals.Ended(1);
        await Eventually.Holds(() => Task.FromResult(!grid.IsActive(Shard(hospitals))));
    }

    private async Task<Hospitals> Started(string federation)
    {
        var hospitals = new Hospitals(grid, federation, "aarhus", "bonn");
        await hospitals.Start(Hospitals.Configuration with { Rounds = 1, AbandonedRoundLimit = 1 });

        return hospitals;
    }

    private IShardGrain Shard(Hospitals hospitals) => grid.Get<IShardGrain>($"{hospitals.RunKey}/1/0");
}
