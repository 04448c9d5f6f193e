using FedGrains.Contracts.Federations;
using FedGrains.Contracts.Models;
using FedGrains.Contracts.Nodes;
using FedGrains.Contracts.Rounds;
using FedGrains.Contracts.Runs;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Core.Strategies;
using FedGrains.Grains.Tests.Grids;
using FedGrains.Grains.Tests.Sites;

namespace FedGrains.Grains.Tests.Runs;

/// <summary>
/// Every silo dies at a chosen point and starts again on the same files. Nobody calls the run or the round: they go on by themselves, no site
/// is asked again for what it has sent, and every version is what the undisturbed run makes.
/// </summary>
public sealed class CrashTests : IAsyncLifetime
{
    private static readonly RunConfiguration Configuration = Hospitals.Configuration with { Strategy = StrategySettings.Default(StrategyNames.FedAdam) };

    private readonly Grid _grid = new();
    private readonly Hospitals _hospitals;

    public CrashTests() => _hospitals = new(_grid, "heart", "aarhus", "bonn", "leeds");

    public async ValueTask InitializeAsync()
    {
        await _grid.InitializeAsync();
        await _hospitals.Start(Configuration);
    }

    public ValueTask DisposeAsync() => _grid.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhileCollecting_KeepsItsReceiptsAndAsksOnlyTheOthers(bool inGoodOrder)
    {
        await _hospitals.Submit(1, _hospitals.Nodes[0], _hospitals.Nodes[2]);
        var before = await _hospitals.Round(1).Describe();

        if (inGoodOrder) await _grid.Restart();
        else await _grid.Crash();

        // Work is kept in memory alone: that there is some shows that the round woke up and asked.
        await Eventually.Holds(async () => await Working(1) == 1);
        Assert.Equal((0, 0), (await Working(0), await Working(2)));
        Assert.Equal(Receipts(before), Receipts(await _hospitals.Round(1).Describe()));
        Assert.Equal(SubmitOutcome.Duplicate, await _hospitals.Submit(before!.Plan, _hospitals.Nodes[0]));

        await ExpectTheUndisturbedVersions();
    }

    [Fact]
    public async Task WhileAShardSums_SumsAgain() => await DieAt<IShardGrain>(nameof(IShardGrain.Complete), RoundPhase.Aggregating);

    [Fact]
    public async Task BeforeTheVersionIsRecorded_RecordsIt() => await DieAt<IModelVersionGrain>(nameof(IModelVersionGrain.Record), RoundPhase.Aggregating);

    [Fact]
    public async Task AfterTheVersionIsRecorded_MakesTheSameVersionAgain() => await DieAt<IModelVersionGrain>(nameof(IModelVersionGrain.Evaluated), RoundPhase.Aggregating);

    [Fact]
    public async Task BetweenTheCheckpointAndTheRun_TellsTheRun() => await DieAt<IRunGrain>(nameof(IRunGrain.RoundEnded), RoundPhase.Checkpointed);

    [Fact]
    public async Task BeforeTheNextRoundIsOpen_OpensIt()
    {
        var stop = _grid.Gate.Hold<IRoundGrain>(nameof(IRoundGrain.Open));
        await _hospitals.Submit(1, _hospitals.Nodes);
        await stop.Reached;
        Assert.Equal(2, (await _hospitals.Run.Describe())!.OpenRound);
        Assert.Null(await _hospitals.Round(2).Describe());

        await _grid.Crash();

        await Eventually.Holds(async () => await Working(0) == 1);
        await ExpectTheUndisturbedVersions();
    }

    // The round has ended, its run was cancelled meanwhile and does not know, and nobody is left to tell it.
    [Fact]
    public async Task CancelledAndDeadBeforeTheRunHeardOfTheCheckpoint_TheVersionCounts()
    {
        var summing = _grid.Gate.Hold<IShardGrain>(nameof(IShardGrain.Complete));
        await _hospitals.Submit(1, _hospitals.Nodes);
        await summing.Reached;
        await _hospitals.Run.Cancel("Stop.");
        var telling = _grid.Gate.Hold<IRunGrain>(nameof(IRunGrain.RoundEnded));
        summing.LetGo();
        await telling.Reached;
        Assert.Equal(RoundPhase.Checkpointed, (await _hospitals.Round(1).Describe())!.Phase);

        await _grid.Crash();

        var run = await _hospitals.Settled(r => r.OpenRound == 0);
        Assert.Equal((RunPhase.Cancelled, 1, 1), (run.Phase, run.RoundsEnded, run.Latest.Version));
        Assert.Equal(RoundPhase.Checkpointed, Assert.Single(await _hospitals.History()).Phase);
    }

    [Fact]
    public async Task InEveryRoundAnew_ChangesNothing()
    {
        for (var round = 1; round <= 3; round++)
        {
            await _hospitals.Submit(round, _hospitals.Nodes[round - 1]);
            await _grid.Crash();
            await _hospitals.Submit(round, _hospitals.Nodes.Where((_, i) => i != round - 1));
            await _hospitals.Settled(r => r.OpenRound != round);
        }

        await ExpectTheUndisturbedVersions();
    }

    [Fact]
    public async Task EveryGrainDeactivated_AfterEverySubmission_ChangesNothing()
    {
        for (var round = 1; round <= 3; round++)
        {
            var plan = (await _hospitals.Opened(round)).Plan;

            foreach (var node in _hospitals.Nodes)
            {
                Assert.Equal(SubmitOutcome.Accepted, await _hospitals.Submit(plan, node));
                await Deactivate(_hospitals.Round(round));
                await Deactivate(_hospitals.Run);
                await Deactivate(_hospitals.Node<INodeGrain>(node));
                await Deactivate(_grid.Get<IShardGrain>($"{plan.Key}/0"));
            }

            // A deactivated grain needs a call to come back; a silo that stays up gives it once a minute, by the run's reminder.
            await _hospitals.Run.Wake();
            await _hospitals.Settled(r => r.OpenRound != round);
        }

        await ExpectTheUndisturbedVersions();
    }

    [Fact]
    public async Task AfterTheEnd_TheRecordIsStillThere()
    {
        var before = await _hospitals.Play();
        await _grid.Crash();

        var after = (await _hospitals.Run.Describe())!;
        Assert.Equal((before.Phase, before.Latest, before.EndedAt), (after.Phase, after.Latest, after.EndedAt));
        Assert.Equal([_hospitals.Id], await _grid.Get<IFederationDirectoryGrain>(IFederationDirectoryGrain.Key).List());
        await ExpectTheUndisturbedVersions();
    }

    private async Task DieAt<TGrain>(string method, RoundPhase phase)
    {
        var stop = _grid.Gate.Hold<TGrain>(method);
        await _hospitals.Submit(1, _hospitals.Nodes);
        await stop.Reached;

        var before = await _hospitals.Round(1).Describe();
        Assert.Equal(phase, before!.Phase);
        Assert.Equal(0, (await _hospitals.Run.Describe())!.RoundsEnded);
        Assert.Empty(await _hospitals.History());

        await _grid.Crash();

        // Asking a run wakes neither it nor its round: whatever moves now was woken by the start of the silo.
        var run = await _hospitals.Settled(r => r.RoundsEnded == 1);
        Assert.Equal((RoundPhase.Checkpointed, 1), (Assert.Single(await _hospitals.History()).Phase, run.Latest.Version));
        Assert.Equal(Receipts(before), Receipts(await _hospitals.Round(1).Describe()));

        await ExpectTheUndisturbedVersions();
    }

    private async Task ExpectTheUndisturbedVersions()
    {
        Assert.Equal(RunPhase.Completed, (await _hospitals.Play()).Phase);
        Assert.Equal(new PlainTraining(Configuration, _hospitals.Nodes).Digests(), await _hospitals.Versions());
        Assert.Equal([(1, 0), (2, 1), (3, 2)], (await _hospitals.History()).Select(r => (r.Number, r.Base)));
    }

    private async Task<int> Working(int node) => (await _hospitals.Node<INodeGrain>(_hospitals.Nodes[node]).Describe())!.Working;

    private async Task Deactivate(IAddressable grain)
    {
        if (!_grid.IsActive(grain)) return;

        await _grid.Cluster.DeactivateAsync(grain);
    }

    private static IEnumerable<(string Node, DateTimeOffset AcceptedAt)> Receipts(Round? round) =>
        round!.Receipts.Select(r => (r.Submission.Node.Value, r.AcceptedAt));
}
