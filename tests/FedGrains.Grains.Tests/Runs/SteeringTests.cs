using FedGrains.Contracts.Rounds;
using FedGrains.Contracts.Runs;
using FedGrains.Core.Runs;
using FedGrains.Core.Strategies;
using FedGrains.Grains.Tests.Grids;
using FedGrains.Grains.Tests.Sites;

namespace FedGrains.Grains.Tests.Runs;

/// <summary>A person steers a run while rounds come and go.</summary>
public sealed class SteeringTests : IAsyncLifetime
{
    // Orleans gives a call half a minute; a person should not wait that long, however slow the machine.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Grid _grid = new();
    private readonly Hospitals _hospitals;

    public SteeringTests() => _hospitals = new(_grid, "heart", "aarhus", "bonn");

    public async ValueTask InitializeAsync()
    {
        await _grid.InitializeAsync();
        await _hospitals.Start();
    }

    public ValueTask DisposeAsync() => _grid.DisposeAsync();

    [Fact]
    public async Task Pause_LetsTheRoundFinish_ResumeGoesOn()
    {
        Assert.Equal(SteerOutcome.Done, await _hospitals.Run.Pause());
        await _hospitals.Submit(1, _hospitals.Nodes);

        var paused = await _hospitals.Settled(r => r.Phase is RunPhase.Paused);
        Assert.Equal((0, 1), (paused.OpenRound, paused.Latest.Version));
        await _hospitals.Run.Wake();
        Assert.Null(await _hospitals.Round(2).Describe());

        Assert.Equal(SteerOutcome.Done, await _hospitals.Run.Resume());
        Assert.Equal(RunPhase.Completed, (await _hospitals.Play()).Phase);
        Assert.Equal(new PlainTraining(Hospitals.Configuration, _hospitals.Nodes).Digests(), await _hospitals.Versions());
    }

    [Fact]
    public async Task Pause_SurvivesACrash()
    {
        await _hospitals.Run.Pause();
        await _hospitals.Submit(1, _hospitals.Nodes);
        await _hospitals.Settled(r => r.Phase is RunPhase.Paused);
        await _grid.Crash();

        Assert.Equal(RunPhase.Paused, (await _hospitals.Run.Describe())!.Phase);
        await _hospitals.Run.Resume();
        Assert.Equal(RunPhase.Completed, (await _hospitals.Play()).Phase);
    }

    [Fact]
    public async Task Cancel_AbandonsTheRoundAndTakesTheWorkBack()
    {
        await _hospitals.Submit(1, _hospitals.Nodes);
        await _hospitals.Opened(2);
        Assert.Equal(SteerOutcome.Done, await _hospitals.Run.Cancel("The board said no."));

        Assert.Equal("The run was cancelled. The board said no.", (await _hospitals.Ended(2)).Reason);
        var run = await _hospitals.Settled(r => r.OpenRound == 0);
        Assert.Equal((RunPhase.Cancelled, 1), (run.Phase, run.Latest.Version));
        await Eventually.Holds(async () => (await _hospitals.Federation.Nodes()).All(n => n.Working == 0));

        Assert.Equal(SteerOutcome.Ended, await _hospitals.Run.Resume());
        Assert.Equal(SteerOutcome.Ended, await _hospitals.Run.Cancel("Again."));
    }

    [Fact]
    public async Task Steer_ARunThatIsNotThere_SaysSo()
    {
        var none = _grid.Get<IRunGrain>("heart/none");

        Assert.Equal(SteerOutcome.NoSuchRun, await none.Pause());
        Assert.Null(await none.Describe());
        Assert.Null(await none.Watch(0, null, CancellationToken.None));
        await none.Wake();
    }

    // The run would wait for its round, and the round for its run.
    [Theory]
    [InlineData("pause")]
    [InlineData("cancel")]
    [InlineData("wake")]
    public async Task Steer_WhileTheRoundIsBeingAggregated_DoesNotTieRunAndRoundUp(string what)
    {
        var stop = _grid.Gate.Hold<IShardGrain>(nameof(IShardGrain.Complete));
        await _hospitals.Submit(1, _hospitals.Nodes);
        await stop.Reached;

        var steering = what switch { "pause" => _hospitals.Run.Pause(), "cancel" => _hospitals.Run.Cancel("Stop."), _ => _hospitals.Run.Wake() };
        await Task.WhenAny(steering, Eventually.Holds(async () => what == "wake" || (await _hospitals.Run.Describe())!.Phase is not RunPhase.Running));
        stop.LetGo();

        await steering.WaitAsync(Patience);
        var run = await Eventually.Get(_hospitals.Run.Describe, r => r!.RoundsEnded == 1, Patience);
        Assert.Equal(1, run!.Latest.Version);
    }

    [Fact]
    public async Task Watch_ReturnsAsSoonAsTheRunChanges()
    {
        var watch = _hospitals.Run.Watch(0, RunPhase.Running, CancellationToken.None);
        await _hospitals.Run.Pause();
        Assert.Equal(RunPhase.Pausing, (await watch.WaitAsync(Patience))!.Phase);

        Assert.Equal(RunPhase.Pausing, (await _hospitals.Run.Watch(0, RunPhase.Running, CancellationToken.None).WaitAsync(Patience))!.Phase);
        Assert.Equal(RunPhase.Pausing, (await _hospitals.Run.Watch(7, RunPhase.Pausing, CancellationToken.None).WaitAsync(Patience))!.Phase);
    }

    [Fact]
    public async Task Diverged_TheRoundIsAbandonedWithTheWayOut()
    {
        var hospitals = new Hospitals(_grid, "diverging", "aarhus", "bonn");
        await hospitals.Start(Hospitals.Configuration with { AbandonedRoundLimit = 1, Strategy = new(StrategyNames.FedAvg, ServerLearningRate: 1e300) });
        await hospitals.Submit(1, hospitals.Nodes);

        var run = await hospitals.Settled(r => r.Ended);
        Assert.Equal(RunPhase.Failed, run.Phase);
        Assert.Equal("The server step made parameter 0 infinite or not a number. Lower the strategy's server learning rate.", (await hospitals.History())[0].Reason);
        Assert.Null(await hospitals.Version(1).Describe());
    }
}
