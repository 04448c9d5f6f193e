using System.Collections.Immutable;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;

using static FedGrains.Core.Tests.Rounds.RoundSamples;

namespace FedGrains.Core.Tests.Rounds;

public sealed class RoundTests
{
    private static readonly DateTimeOffset Now = Opened.AddSeconds(10);
    private static readonly ImmutableHashSet<NodeId> Nobody = [];

    [Fact]
    public void Open_AwaitsTheWholeCohort()
    {
        var round = Open(3);

        Assert.Equal(RoundPhase.Collecting, round.Phase);
        Assert.Equal([Node(0), Node(1), Node(2)], round.Awaited);
        Assert.False(round.Ended);
    }

    [Fact]
    public void Submit_LastOfTheCohort_ClosesTheRoundInTheSameStep()
    {
        var round = Open(2).Submit(1);
        Assert.Equal(RoundPhase.Collecting, round.Phase);

        round = round.Submit(0);
        Assert.Equal(RoundPhase.Aggregating, round.Phase);
        Assert.Equal([Node(0), Node(1)], round.Receipts.Select(r => r.Submission.Node));
    }

    [Fact]
    public void Submit_QuorumReachedWithOthersStillAtWork_WaitsForThem() => Assert.Equal(RoundPhase.Collecting, Open(3, quorum: 2).Submit(0).Submit(1).Phase);

    [Theory]
    [InlineData(-1, SubmitOutcome.Accepted)]
    [InlineData(0, SubmitOutcome.Accepted)]
    [InlineData(1, SubmitOutcome.TooLate)]
    public void Submit_AroundTheDeadline(int secondsAfter, SubmitOutcome expected) =>
        Assert.Equal(expected, Open(2).Submit(Submission(0), Deadline.AddSeconds(secondsAfter)).Outcome);

    [Fact]
    public void Submit_SameAgainAfterTheRoundClosed_IsStillADuplicate()
    {
        var closed = Open(1).Submit(0);

        Assert.Equal(SubmitOutcome.Duplicate, closed.Submit(Submission(0), Now).Outcome);
        Assert.Equal(SubmitOutcome.Equivocation, closed.Submit(Submission(0, variant: 1), Now).Outcome);
        Assert.Equal(SubmitOutcome.Duplicate, closed.Checkpoint(Result, Now).Submit(Submission(0), Deadline.AddDays(1)).Outcome);
    }

    [Fact]
    public void Submit_SameUpdateWithAnotherExampleCount_TheFirstStands()
    {
        var round = Open(2).Submit(0);
        var (next, outcome) = round.Submit(Submission(0) with { Update = Submission(0).Update! with { Examples = 99 } }, Now);

        Assert.Equal(SubmitOutcome.Duplicate, outcome);
        Assert.Equal(10, next.Receipt(Node(0))!.Submission.Update!.Examples);
    }

    [Fact]
    public void Submit_EvaluationWithAnotherReport_IsEquivocation()
    {
        var round = Open(2, task: RoundTask.Evaluate).Submit(0);

        Assert.Equal(SubmitOutcome.Duplicate, round.Submit(Submission(0, task: RoundTask.Evaluate), Now).Outcome);
        Assert.Equal(SubmitOutcome.Equivocation, round.Submit(Submission(0, variant: 1, RoundTask.Evaluate), Now).Outcome);
    }

    [Fact]
    public void Judge_NeverChangesTheRound()
    {
        var round = Open(2).Submit(0);
        var before = round.Json();

        Assert.Equal(SubmitOutcome.Accepted, round.Judge(Submission(1), Now));
        Assert.Equal(before, round.Json());
    }

    [Fact]
    public void Fail_TheLastAwaitedNode_ClosesWithTheOthers()
    {
        var round = Open(3, quorum: 2).Submit(0).Submit(1).Fail(Node(2), "The disk is full.", Now);

        Assert.Equal(RoundPhase.Aggregating, round.Phase);
        Assert.Equal([new Absence(Node(2), "The disk is full.")], round.Absences());
    }

    [Fact]
    public void Fail_EveryNode_AbandonsWithTheQuorumInTheReason()
    {
        var round = Open(2, quorum: 2).Fail(Node(0), "No disk.", Now).Fail(Node(1), "No data.", Now);

        Assert.Equal(RoundPhase.Abandoned, round.Phase);
        Assert.Equal("0 of 2 nodes submitted; the quorum is 2.", round.Reason);
        Assert.Equal(Now, round.EndedAt);
    }

    [Fact]
    public void Fail_ThenSubmit_CountsTheSubmissionAndForgetsTheFailure()
    {
        var round = Open(2, quorum: 1).Fail(Node(0), "No disk.", Now).Submit(0);

        Assert.Empty(round.Failures);
        Assert.NotNull(round.Receipt(Node(0)));
        Assert.Equal([Node(1)], round.Awaited);
    }

    [Fact]
    public void Fail_Twice_KeepsTheLastReason() =>
        Assert.Equal([new Absence(Node(0), "Second.")], Open(2).Fail(Node(0), "First.", Now).Fail(Node(0), "Second.", Now).Failures);

    [Fact]
    public void Fail_AfterSubmitting_ByAStrangerOrAfterTheClose_ChangesNothing()
    {
        var submitted = Open(2).Submit(0);
        Assert.Same(submitted, submitted.Fail(Node(0), "Too late.", Now));
        Assert.Same(submitted, submitted.Fail(new("stranger"), "Who?", Now));

        var closed = submitted.Submit(1);
        Assert.Same(closed, closed.Fail(Node(1), "Too late.", Now));
    }

    [Fact]
    public void Wait_AllAwaitedAreSilentAndQuorumIsMet_ClosesWithoutThem()
    {
        var round = Open(3, quorum: 2).Submit(0).Submit(1);

        Assert.Same(round, round.Wait(Nobody, Now));
        Assert.Equal(RoundPhase.Aggregating, round.Wait(Silent(2), Now).Phase);
        Assert.Equal([new Absence(Node(2), "It did not answer before the round closed.")], round.Wait(Silent(2), Now).Absences());
    }

    [Fact]
    public void Wait_OneOfTheAwaitedMoves_GoesOnWaiting()
    {
        var round = Open(3, quorum: 1).Submit(0);

        Assert.Same(round, round.Wait(Silent(1), Now));
    }

    [Fact]
    public void Wait_SilentButNeeded_WaitsForTheDeadline()
    {
        var round = Open(2, quorum: 2).Submit(0);

        Assert.Same(round, round.Wait(Silent(1), Deadline));
        Assert.Equal("1 of 2 nodes submitted; the quorum is 2.", round.Wait(Silent(1), Deadline.AddTicks(1)).Reason);
    }

    [Fact]
    public void Wait_DeadlineWithQuorum_ClosesWhoeverIsStillMoving() =>
        Assert.Equal(RoundPhase.Aggregating, Open(3, quorum: 1).Submit(1).Wait(Nobody, Deadline.AddTicks(1)).Phase);

    [Fact]
    public void Wait_DeadlineWithoutAMandatoryNode_AbandonsAndNamesIt()
    {
        var round = Open(3, quorum: 1, mandatory: [0, 2]).Submit(1).Wait(Nobody, Deadline.AddTicks(1));

        Assert.Equal(RoundPhase.Abandoned, round.Phase);
        Assert.Equal("Mandatory nodes are missing: a, c.", round.Reason);
    }

    [Fact]
    public void Checkpoint_BeforeTheClose_ChangesNothing()
    {
        var round = Open(2).Submit(0);

        Assert.Same(round, round.Checkpoint(Result, Now));
    }

    [Fact]
    public void Checkpoint_Twice_TheFirstResultStands()
    {
        var round = Open(1).Submit(0).Checkpoint(Result, Now);
        var again = round.Checkpoint(Result with { Model = Base }, Now.AddSeconds(9));

        Assert.Same(round, again);
        Assert.Equal((RoundPhase.Checkpointed, Now), (round.Phase, round.EndedAt));
    }

    [Fact]
    public void Abandon_AnEndedRound_ChangesNothing()
    {
        var checkpointed = Open(1).Submit(0).Checkpoint(Result, Now);
        Assert.Same(checkpointed, checkpointed.Abandon("No.", Now));

        var abandoned = Open(1).Abandon("First.", Now);
        Assert.Same(abandoned, abandoned.Abandon("Second.", Now));
        Assert.Equal("First.", abandoned.Reason);
    }

    [Fact]
    public void Abandon_WhileAggregating_KeepsTheReceipts()
    {
        var round = Open(1).Submit(0).Abandon("The model diverged.", Now);

        Assert.Equal(RoundPhase.Abandoned, round.Phase);
        Assert.Single(round.Receipts);
        Assert.Same(round, round.Checkpoint(Result, Now));
    }

    private static ImmutableHashSet<NodeId> Silent(int node) => [Node(node)];
}
