using FedGrains.Contracts.Runs;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Grains.Tests.Grids;
using FedGrains.Grains.Tests.Sites;

namespace FedGrains.Grains.Tests.Runs;

/// <summary>What a run can tell of the rounds that have ended.</summary>
[Collection(SharedGrid.Name)]
public sealed class HistoryTests(Grid grid)
{
    [Fact]
    public async Task Rounds_MoreThanAPage_AreToldPageByPageAndEachOnce()
    {
        var hospitals = new Hospitals(grid, "pages", "aarhus");
        await hospitals.Start(Hospitals.Configuration with { Rounds = 104 });
        var run = await hospitals.Play();

        var (first, second) = (await hospitals.Run.Rounds(1, int.MaxValue), await hospitals.Run.Rounds(101, int.MaxValue));
        Assert.Equal(Enumerable.Range(1, 100), first.Select(r => r.Number));
        Assert.Equal(Enumerable.Range(101, 5), second.Select(r => r.Number));
        Assert.Equal(Enumerable.Range(0, 105), first.Concat(second).Select(r => r.Base));
        Assert.Equal((105, 104, RoundTask.Evaluate), (run.RoundsEnded, first.Concat(second).Count(r => r.Model is not null), second[^1].Task));
        Assert.Equal([50, 51], (await hospitals.Run.Rounds(50, 2)).Select(r => r.Number));
    }

    [Fact]
    public async Task Rounds_Asked_AreNotKeptInMemory()
    {
        var hospitals = new Hospitals(grid, "forgotten", "aarhus", "bonn");
        await hospitals.Start();
        await hospitals.Play();

        Assert.Equal(3, (await hospitals.History()).Length);
        for (var round = 1; round <= 3; round++) await Eventually.Holds(() => Task.FromResult(!grid.IsActive(hospitals.Round(round))));
    }

    [Fact]
    public async Task Rounds_AskedAgain_AreTheSame()
    {
        var hospitals = new Hospitals(grid, "same-again", "aarhus", "bonn");
        await hospitals.Start();
        await hospitals.Submit(1, hospitals.Nodes);
        var before = Assert.Single(await Eventually.Get(hospitals.History, h => h.Length == 1));

        // What moves after the end is not part of the round.
        await hospitals.Round(1).Renew(hospitals.Nodes[0], new(1000, 1000));
        await hospitals.Play();

        Assert.Equal(Text(before), Text((await hospitals.History())[0]));
    }

    [Fact]
    public async Task Rounds_WhileOneIsOpen_AreThoseThatEnded()
    {
        var hospitals = new Hospitals(grid, "open", "aarhus", "bonn");
        await hospitals.Start();
        Assert.Empty(await hospitals.History());
        Assert.Null(await hospitals.Round(1).Summary());

        await hospitals.Submit(1, hospitals.Nodes);
        await hospitals.Opened(2);
        Assert.Equal([1], (await hospitals.History()).Select(r => r.Number));
        Assert.Null(await hospitals.Round(2).Summary());
    }

    [Fact]
    public async Task Rounds_OfARunThatIsNotThere_AreNone() => Assert.Empty(await grid.Get<IRunGrain>("nowhere/none").Rounds(1, 10));

    private static string Text(RoundSummary round) => System.Text.Json.JsonSerializer.Serialize(round, Core.Json.CoreJson.Options);
}
