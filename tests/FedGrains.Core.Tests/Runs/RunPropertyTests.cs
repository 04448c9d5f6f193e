using CsCheck;

using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Core.Tests.Rounds;

using static FedGrains.Core.Tests.Runs.RunSamples;

namespace FedGrains.Core.Tests.Runs;

/// <summary>What holds after any sequence of rounds that end and people who steer.</summary>
public sealed class RunPropertyTests
{
    private enum Event
    {
        Checkpoint,
        Abandon,
        OldRound,
        FutureRound,
        Pause,
        Resume,
        Cancel,
    }

    private static readonly Gen<RunConfiguration> Configurations =
        from rounds in Gen.Int[1, 6]
        from limit in Gen.Int[1, 3]
        from patience in Gen.Int[0, 2]
        select Configuration with { Rounds = rounds, AbandonedRoundLimit = limit, EarlyStop = patience == 0 ? null : new("loss", patience) };

    private static readonly Gen<(Event What, double Loss)[]> Events = Gen.Select(
        Gen.Frequency((8, Gen.Const(Event.Checkpoint)), (4, Gen.Const(Event.Abandon)), (1, Gen.Const(Event.OldRound)), (1, Gen.Const(Event.FutureRound)), (2, Gen.Const(Event.Pause)), (3, Gen.Const(Event.Resume)), (1, Gen.Const(Event.Cancel))),
        Gen.Double[0, 1]).Array[0, 25];

    private static readonly Gen<(RunConfiguration Configuration, (Event What, double Loss)[] Events)> Histories = Gen.Select(Configurations, Events);

    [Fact]
    public void AnyHistory_ACrashAfterEveryEventChangesNeitherTheRecordNorTheStep() => Histories.Sample(history =>
    {
        var (undisturbed, crashing) = (Start(history.Configuration), Start(history.Configuration).Restored());

        foreach (var (what, loss) in history.Events)
        {
            undisturbed = Apply(undisturbed, what, loss);
            crashing = Apply(crashing, what, loss).Restored();

            Assert.Equal(undisturbed.Json(), crashing.Json());
            Assert.Equal(undisturbed.Step, crashing.Step);
        }
    });

    [Fact]
    public void AnyHistory_RoundsAreNumberedOneByOneAndAtMostOneIsOpen() => Histories.Sample(history => Every(history, (before, after, ended) =>
    {
        Assert.Equal(Enumerable.Range(1, after.RoundsEnded), ended.Select(r => r.Number));
        Assert.InRange(after.RoundsEnded, before.RoundsEnded, before.RoundsEnded + 1);
        Assert.True(after.OpenRound == 0 || after.OpenRound == after.RoundsEnded + 1);
    }));

    [Fact]
    public void AnyHistory_VersionsAreMadeOneByOneAndNeverMoreThanAsked() => Histories.Sample(history => Every(history, (before, after, ended) =>
    {
        Assert.InRange(after.Latest.Version, before.Latest.Version, before.Latest.Version + 1);
        Assert.True(after.Latest.Version <= history.Configuration.Rounds);
        Assert.Equal(ended.Count(r => r is { Task: RoundTask.Train, Phase: RoundPhase.Checkpointed }), after.Latest.Version);
    }));

    [Fact]
    public void AnyHistory_AnEndedRunStaysEnded() => Histories.Sample(history => Every(history, (before, after, _) =>
    {
        if (before.Ended) Assert.Equal((before.Phase, before.Reason, before.EndedAt), (after.Phase, after.Reason, after.EndedAt));

        Assert.Equal(after.Ended, after.EndedAt is not null);
    }));

    [Fact]
    public void AnyHistory_TheLimitOfAbandonedRoundsIsKept() => Histories.Sample(history => Every(history, (_, run, ended) =>
    {
        var inARow = ended.AsEnumerable().Reverse().TakeWhile(r => r is { Phase: RoundPhase.Abandoned, Task: RoundTask.Train }).Count();

        Assert.Equal(ended.AsEnumerable().Reverse().TakeWhile(r => r.Phase is RoundPhase.Abandoned).Count(), run.AbandonedInARow);
        Assert.True(inARow <= history.Configuration.AbandonedRoundLimit);
        if (run.Phase is RunPhase.Failed) Assert.Equal(history.Configuration.AbandonedRoundLimit, inARow);
    }));

    [Fact]
    public void AnyHistory_NothingIsOpenedWhilePausedOrEnded() => Histories.Sample(history => Every(history, (before, after, _) =>
    {
        if (after.Phase is RunPhase.Paused) Assert.Equal(new RunStep.Wait(), after.Step);
        if (after.Ended) Assert.IsNotType<RunStep.OpenRound>(after.Step);
        if (before.Phase is RunPhase.Pausing && after.RoundsEnded > before.RoundsEnded) Assert.Equal(0, after.OpenRound);
    }));

    [Fact]
    public void AnyHistory_TheBestVersionIsTheLowestLossMeasured() => Histories.Sample(history => Every(history, (_, run, ended) =>
    {
        var measured = ended.Where(r => r.Phase is RoundPhase.Checkpointed).Select(r => r.BaseEvaluation.Pooled().Single().Value).ToArray();

        if (measured.Length == 0) Assert.Null(run.Best);
        else Assert.Equal(measured.Min(), run.Best!.Value);
    }));

    /// <summary>Holds after every event, of the run before it and after it, and the rounds that it has seen end.</summary>
    private static void Every((RunConfiguration Configuration, (Event What, double Loss)[] Events) history, Action<Run, Run, List<RoundSummary>> holds)
    {
        var run = Start(history.Configuration);
        var ended = new List<RoundSummary>();

        foreach (var (what, loss) in history.Events)
        {
            if (run.OpenRound > 0 && Ended(run, what, loss) is { } round) ended.Add(round);

            var next = Apply(run, what, loss);
            holds(run, next, ended);
            run = next;
        }
    }

    private static Run Apply(Run run, Event what, double loss) => what switch
    {
        Event.Checkpoint or Event.Abandon => run.OpenRound > 0 ? run.RoundEnded(Ended(run, what, loss)!, Now) : run,
        Event.OldRound => run.RoundEnded(run.Summary(RoundPhase.Checkpointed, loss, number: Math.Max(1, run.OpenRound - 1) == run.OpenRound ? 99 : run.OpenRound - 1), Now),
        Event.FutureRound => run.RoundEnded(run.Summary(RoundPhase.Abandoned, number: run.RoundsEnded + 2), Now),
        Event.Pause => run.Pause().Next,
        Event.Resume => run.Resume().Next,
        Event.Cancel => run.Cancel("Stop.", Now).Next,
    };

    private static RoundSummary? Ended(Run run, Event what, double loss) => what switch
    {
        Event.Checkpoint => run.Summary(RoundPhase.Checkpointed, loss),
        Event.Abandon => run.Summary(RoundPhase.Abandoned),
        Event.OldRound or Event.FutureRound or Event.Pause or Event.Resume or Event.Cancel => null,
    };
}
