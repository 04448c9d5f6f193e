using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Core.Strategies;
using FedGrains.Grains.Rounds;
using FedGrains.Grains.Tests.Grids;
using FedGrains.Grains.Tests.Sites;

namespace FedGrains.Grains.Tests.Runs;

/// <summary>
/// Storage writes something and its answer is lost, as when it goes away in mid-call: the grain believes that nothing was written, and what it
/// knows is not what is stored. It must find back by itself, since nobody restarts the silo.
/// </summary>
public sealed class LostAnswerTests : IAsyncLifetime
{
    private static readonly RunConfiguration Configuration = Hospitals.Configuration with { Strategy = StrategySettings.Default(StrategyNames.FedAdam), Lease = TimeSpan.FromSeconds(1) };

    private readonly Grid _grid = new();
    private readonly Hospitals _hospitals;

    public LostAnswerTests() => _hospitals = new(_grid, "heart", "aarhus", "bonn", "leeds");

    // Two rounds make some twenty writes: of states, versions, stages and areas.
    public static TheoryData<int> Writes => [.. Enumerable.Range(0, 18)];

    public async ValueTask InitializeAsync()
    {
        await _grid.InitializeAsync();
        await _hospitals.Start(Configuration);
    }

    public ValueTask DisposeAsync() => _grid.DisposeAsync();

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task OfAnyWrite_TheRunGoesOnByItself(int skip)
    {
        var stop = _grid.Writes.Hold(after: true, skip);
        var playing = Play();
        await stop.Reached;

        _grid.Writes.Lose();
        await playing;

        Assert.Equal(RunPhase.Completed, (await _hospitals.Settled(r => r.Ended)).Phase);
        Assert.Equal(new PlainTraining(Configuration, _hospitals.Nodes).Digests(), await _hospitals.Versions());
        Assert.All(await _hospitals.History(), r => Assert.Empty(r.Absences));
    }

    private async Task Play()
    {
        while (await _hospitals.Settled(r => r.Ended || r.OpenRound > 0) is { Ended: false } run)
        {
            var round = await _hospitals.Opened(run.OpenRound);
            foreach (var member in round.Plan.Cohort) await Submit(round.Plan, member.Node);

            await _hospitals.Settled(r => r.OpenRound != run.OpenRound);
        }
    }

    // A site sends until it has its receipt.
    private async Task Submit(RoundPlan plan, NodeId node)
    {
        while (true)
        {
            try
            {
                Assert.True(await _hospitals.Submit(plan, node) is SubmitOutcome.Accepted or SubmitOutcome.Duplicate);
                return;
            }
            catch (Exception fault) when (fault is OrleansException or RoundNotOpenException)
            {
                // The write that lost its answer, what it left behind, or a round that is not open yet for the same reason: the next call finds what is stored.
            }
        }
    }
}
