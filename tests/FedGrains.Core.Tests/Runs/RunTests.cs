using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Core.Tests.Rounds;

using static FedGrains.Core.Tests.Runs.RunSamples;

namespace FedGrains.Core.Tests.Runs;

public sealed class RunTests
{
    private static readonly RunConfiguration Patient = Configuration with { Rounds = 100, EarlyStop = new("loss", Patience: 2, MinimumImprovement: 0.1) };

    [Fact]
    public void Start_OpensTheFirstRound() => Assert.Equal(new RunStep.OpenRound(1, RoundTask.Train), Start().Step);

    [Fact]
    public void RoundEnded_EveryRoundCheckpointed_EvaluatesTheLastVersionAndCompletes()
    {
        var run = Start().Checkpointed().Checkpointed();
        Assert.Equal(new RunStep.OpenRound(3, RoundTask.Train), run.Step);

        run = run.Checkpointed();
        Assert.Equal(RunPhase.Evaluating, run.Phase);
        Assert.Equal(new RunStep.OpenRound(4, RoundTask.Evaluate), run.Step);

        run = run.Checkpointed();
        Assert.Equal((RunPhase.Completed, 3, null, Now), (run.Phase, run.Latest.Version, run.Reason, run.EndedAt));
        Assert.Equal(new RunStep.Rest(), run.Step);
        Assert.Equal((4, 0), (run.RoundsEnded, run.AbandonedInARow));
    }

    [Fact]
    public void RoundEnded_Abandoned_TriesTheSameBaseAgain()
    {
        var run = Start().Checkpointed().Abandoned();

        Assert.Equal(new RunStep.OpenRound(3, RoundTask.Train), run.Step);
        Assert.Equal((1, 2, 1), (run.Latest.Version, run.RoundsEnded, run.AbandonedInARow));
    }

    [Fact]
    public void RoundEnded_TooManyAbandonedInARow_Fails()
    {
        var run = Start().Checkpointed().Abandoned().Abandoned();

        Assert.Equal(RunPhase.Failed, run.Phase);
        Assert.Equal("2 rounds in a row were abandoned. The last: Nobody came.", run.Reason);
        Assert.Equal(new RunStep.Rest(), run.Step);
    }

    [Fact]
    public void RoundEnded_AbandonedWithGoodOnesBetween_DoesNotFail()
    {
        var run = Start().Abandoned().Checkpointed().Abandoned().Checkpointed().Abandoned().Checkpointed();

        Assert.Equal((RunPhase.Evaluating, 3), (run.Phase, run.Latest.Version));
    }

    // Sites open a sum over one model and one work once: a round tried again after shares went out must be of other work.
    [Fact]
    public void RoundEnded_SharesWentOutForNothing_TheNextRoundDrawsOtherBatchesUntilThereIsAVersion()
    {
        var run = Start().AbandonedAfter(RoundSamples.Secure);
        Assert.Equal(1, run.SpentShares);
        var once = run.SiteSeed;

        run = run.Checkpointed();
        Assert.Equal((0, 42ul), (run.SpentShares, run.SiteSeed));

        run = run.AbandonedAfter(RoundSamples.Secure);
        Assert.Equal((once, run.Restored().SiteSeed), (run.SiteSeed, run.SiteSeed));
        Assert.NotEqual(42ul, once);

        var patient = Start(Configuration with { AbandonedRoundLimit = 9 }).AbandonedAfter(RoundSamples.Secure).AbandonedAfter(RoundSamples.Secure);
        Assert.Equal(2, patient.SpentShares);
        Assert.Equal(3, new[] { 42ul, once, patient.SiteSeed }.Distinct().Count());
    }

    [Fact]
    public void RoundEnded_AbandonedBeforeSharesWereAskedFor_TheWorkStaysTheSame()
    {
        var run = Start().Abandoned().Checkpointed().AbandonedAfter(RoundSamples.Secure with { SharesAsked = false });

        Assert.Equal((0, 42ul), (run.SpentShares, run.SiteSeed));
    }

    [Fact]
    public void RoundEnded_TheEvaluationWasAbandoned_CompletesAndSaysWhatIsMissing()
    {
        var run = Start().Checkpointed().Checkpointed().Checkpointed().Abandoned();

        Assert.Equal((RunPhase.Completed, "The last version was not evaluated. Nobody came."), (run.Phase, run.Reason));
    }

    [Fact]
    public void RoundEnded_TwiceOrOutOfOrder_ChangesNothing()
    {
        var run = Start();
        var first = run.Summary(RoundPhase.Checkpointed);
        var next = run.RoundEnded(first, Now);

        Assert.Same(next, next.RoundEnded(first, Now));
        Assert.Same(next, next.RoundEnded(next.Summary(RoundPhase.Checkpointed, number: 3), Now));
        Assert.Same(run, run.RoundEnded(run.Summary(RoundPhase.Abandoned, number: 0), Now));
    }

    [Fact]
    public void Pause_LetsTheRoundFinishAndOpensNoOther()
    {
        var (pausing, outcome) = Start().Pause();
        Assert.Equal((RunPhase.Pausing, SteerOutcome.Done), (pausing.Phase, outcome));
        Assert.Equal(new RunStep.OpenRound(1, RoundTask.Train), pausing.Step);

        var paused = pausing.Checkpointed();
        Assert.Equal((RunPhase.Paused, 0, 1), (paused.Phase, paused.OpenRound, paused.Latest.Version));
        Assert.Equal(new RunStep.Wait(), paused.Step);
        Assert.Same(paused, paused.Pause().Next);
    }

    [Fact]
    public void Pause_AndTheRoundIsAbandoned_PausesToo() => Assert.Equal(RunPhase.Paused, Start().Pause().Next.Abandoned().Phase);

    [Fact]
    public void Pause_InTheLastTrainingRound_EvaluatesOnlyAfterResume()
    {
        var run = Start().Checkpointed().Checkpointed().Pause().Next.Checkpointed();
        Assert.Equal((RunPhase.Paused, 3), (run.Phase, run.Latest.Version));
        Assert.Equal(new RunStep.Wait(), run.Step);

        run = run.Resume().Next;
        Assert.Equal(RunPhase.Evaluating, run.Phase);
        Assert.Equal(new RunStep.OpenRound(4, RoundTask.Evaluate), run.Step);
    }

    [Fact]
    public void Pause_AsThePatienceRunsOut_StopsEarlyOnlyAfterResume()
    {
        var run = Start(Patient).Checkpointed(0.9).Checkpointed(0.9).Pause().Next.Checkpointed(0.9);
        Assert.Equal((RunPhase.Paused, null), (run.Phase, run.Reason));

        run = run.Resume().Next;
        Assert.Equal((RunPhase.Evaluating, "Stopped early: loss has not improved since version 0."), (run.Phase, run.Reason));
    }

    [Fact]
    public void Pause_WhileEvaluating_TheRunIsOverAnyway()
    {
        var run = Start().Checkpointed().Checkpointed().Checkpointed();

        Assert.Equal((run, SteerOutcome.Done), run.Pause());
    }

    [Fact]
    public void Resume_FromAPause_OpensTheNextRoundFromTheLatestVersion()
    {
        var run = Start().Pause().Next.Checkpointed().Resume().Next;

        Assert.Equal(RunPhase.Running, run.Phase);
        Assert.Equal(new RunStep.OpenRound(2, RoundTask.Train), run.Step);
    }

    [Fact]
    public void Resume_BeforeTheRoundEnded_GoesOnAsIfNothingHadBeenSaid() => Assert.Equal(Start().Json(), Start().Pause().Next.Resume().Next.Json());

    [Fact]
    public void Resume_ARunningRun_ChangesNothing()
    {
        var run = Start();

        Assert.Same(run, run.Resume().Next);
    }

    [Fact]
    public void Cancel_WithARoundUnderWay_AbandonsTheRoundAndThenRests()
    {
        var (run, outcome) = Start().Checkpointed().Cancel("The board said no.", Now);

        Assert.Equal((RunPhase.Cancelled, SteerOutcome.Done), (run.Phase, outcome));
        Assert.Equal(new RunStep.AbandonRound(2, "The run was cancelled. The board said no."), run.Step);

        run = run.Abandoned();
        Assert.Equal(new RunStep.Rest(), run.Step);
        Assert.Equal((RunPhase.Cancelled, "The board said no.", 1), (run.Phase, run.Reason, run.Latest.Version));
    }

    [Fact]
    public void Cancel_AndTheRoundCheckpointsAllTheSame_KeepsTheVersion()
    {
        var run = Start().Cancel("Stop.", Now).Next.Checkpointed();

        Assert.Equal((RunPhase.Cancelled, 1), (run.Phase, run.Latest.Version));
        Assert.Equal(new RunStep.Rest(), run.Step);
    }

    [Fact]
    public void Cancel_APausedRun_RestsAtOnce() => Assert.Equal(new RunStep.Rest(), Start().Pause().Next.Checkpointed().Cancel("Stop.", Now).Next.Step);

    [Fact]
    public void Steer_AnEndedRun_SaysSoAndChangesNothing()
    {
        var run = Start().Abandoned().Abandoned();

        Assert.Equal((run, SteerOutcome.Ended), run.Pause());
        Assert.Equal((run, SteerOutcome.Ended), run.Resume());
        Assert.Equal((run, SteerOutcome.Ended), run.Cancel("Stop.", Now));
    }

    [Fact]
    public void EarlyStop_NothingBetterForAsLongAsThePatience_EvaluatesAndCompletesWithTheReason()
    {
        var run = Start(Patient).Checkpointed(0.9).Checkpointed(0.7).Checkpointed(0.65);
        Assert.Equal(RunPhase.Running, run.Phase);
        Assert.Equal(new BestVersion(1, "loss", 0.7, Since: 1), run.Best);

        run = run.Checkpointed(0.62);
        Assert.Equal((RunPhase.Evaluating, "Stopped early: loss has not improved since version 1."), (run.Phase, run.Reason));

        run = run.Checkpointed(0.61);
        Assert.Equal((RunPhase.Completed, "Stopped early: loss has not improved since version 1."), (run.Phase, run.Reason));
    }

    [Fact]
    public void EarlyStop_AbandonedRoundsMeasureNothing_AndCostNoPatience()
    {
        var run = Start(Patient).Checkpointed(0.9).Abandoned().Checkpointed(0.9).Abandoned().Checkpointed(0.5);

        Assert.Equal((RunPhase.Running, 2, 0), (run.Phase, run.Best!.Version, run.Best.Since));
    }

    [Fact]
    public void RoundEnded_AfterManyRounds_TheRecordIsNoLargerThanAfterTen()
    {
        var run = Start(Configuration with { Rounds = 100_000 });
        var sizes = new List<int>();

        for (var round = 1; round <= 9999; round++)
        {
            run = round % 3 == 0 ? run.Abandoned() : run.Checkpointed(loss: 0.5);
            if (round is 10 or 9999) sizes.Add(run.Json().Length);
        }

        // Numbers grow by a digit now and then.
        Assert.InRange(sizes[1], sizes[0], sizes[0] + 20);
        Assert.Equal((9999, 6666), (run.RoundsEnded, run.Latest.Version));
    }

    [Theory]
    [InlineData(1, 10, "1,2,3,4")]
    [InlineData(2, 2, "2,3")]
    [InlineData(4, 1, "4")]
    [InlineData(4, int.MaxValue, "4")]
    [InlineData(1, 0, "")]
    [InlineData(5, 10, "")]
    [InlineData(int.MaxValue, int.MaxValue, "")]
    public void Page_HoldsTheRoundsThatEndedAndNoOther(int from, int count, string numbers) =>
        Assert.Equal(numbers, string.Join(',', Start().Checkpointed().Checkpointed().Checkpointed().Checkpointed().Page(from, count)));

    [Theory]
    [InlineData(1, 100)]
    [InlineData(100, 100)]
    [InlineData(101, 99)]
    [InlineData(5000, 2)]
    [InlineData(20_000, 1)]
    public void LongestPage_IsShorterTheMoreNodesARoundSpeaksOf(int nodes, int rounds)
    {
        var run = Start() with { Cohort = [.. Enumerable.Range(0, nodes).Select(RoundSamples.Node)], RoundsEnded = 1000 };

        Assert.Equal(rounds, run.LongestPage);
        Assert.Equal(Enumerable.Range(7, rounds), run.Page(7, int.MaxValue));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(1, -1)]
    public void Page_OfNothingThatIsARange_IsTheCallersMistake(int from, int count) => Assert.Throws<ArgumentOutOfRangeException>(() => Start().Page(from, count));

    [Fact]
    public void Quorum_IsTheWholeCohortUnlessTheConfigurationSaysLess()
    {
        Assert.Equal(3, Start().Quorum);
        Assert.Equal(2, Start(Configuration with { MinimumNodes = 2 }).Quorum);
        Assert.Equal(3, Start(Configuration with { MinimumNodes = 9 }).Quorum);
    }
}
