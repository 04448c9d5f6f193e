using System.Collections.Immutable;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;

using static FedGrains.Core.Tests.Rounds.RoundSamples;

namespace FedGrains.Core.Tests.Rounds;

public sealed class UnmaskingTests
{
    private static readonly DateTimeOffset Now = Opened.AddSeconds(10);

    [Fact]
    public void Submit_LastOfTheCohort_AsksForSignaturesAndNotForTheSum()
    {
        var round = Closed(3);

        Assert.Equal(RoundPhase.Unmasking, round.Phase);
        Assert.Equal(new Unmasking(UnmaskingStep.Signing, Opened.AddSeconds(31)), round.Unmasking);
        Assert.False(round.Ended);
        Assert.Equal(round, round.Unmasked(Secure));
    }

    [Fact]
    public void Wait_SilentWithTheQuorumMet_AsksThoseWhoAreThere()
    {
        var round = Round.Open(Plan(3, quorum: 2).Masked()).Submit(0).Submit(1).Wait(new HashSet<NodeId> { Node(2) }, Now);

        Assert.Equal((RoundPhase.Unmasking, Now.AddSeconds(30)), (round.Phase, round.Unmasking!.Until));
        Assert.Equal(["c"], round.Absences().Select(a => a.Node.Value));
    }

    [Fact]
    public void Wait_BelowTheQuorumAtTheDeadline_IsAbandonedAndNobodyIsAskedForAnything()
    {
        var round = Round.Open(Plan(3).Masked()).Submit(0).Wait(ImmutableHashSet<NodeId>.Empty, Deadline.AddTicks(1));

        Assert.Equal((RoundPhase.Abandoned, null, null), (round.Phase, round.Unmasking, round.Secure));
        Assert.Equal("1 of 3 nodes submitted; the quorum is 3.", round.Reason);
    }

    [Theory]
    [InlineData(true, 0, false)]
    [InlineData(true, 30, false)]
    [InlineData(true, 31, true)]
    [InlineData(false, 0, true)]
    public void GoesOn_WhenAllAnsweredOrTimeIsUp(bool anyoneIsAwaited, int seconds, bool expected) =>
        Assert.Equal(expected, Closed(3).GoesOnUnmasking(anyoneIsAwaited, Opened.AddSeconds(1 + seconds)));

    [Fact]
    public void GoesOn_InAnyOtherPhase_Never()
    {
        Assert.False(Round.Open(Plan(3).Masked()).GoesOnUnmasking(anyoneIsAwaited: false, Now));
        Assert.False(Open(1).Submit(0).GoesOnUnmasking(anyoneIsAwaited: false, Now));
        Assert.False(Closed(3).Abandon("No.", Now).GoesOnUnmasking(anyoneIsAwaited: false, Now));
    }

    [Fact]
    public void AskForShares_HasATimeOfItsOwn()
    {
        var round = Closed(3).AskForShares(Now);

        Assert.Equal(new Unmasking(UnmaskingStep.Releasing, Now.AddSeconds(30)), round.Unmasking);
        Assert.Same(round, round.AskForShares(Now.AddSeconds(5)));
    }

    [Fact]
    public void Unmasked_AfterSharesWereAskedFor_IsAggregatedOnce()
    {
        var round = Closed(3).AskForShares(Now).Unmasked(Secure);

        Assert.Equal((RoundPhase.Aggregating, Secure), (round.Phase, round.Secure));
        Assert.Same(round, round.Unmasked(Secure with { Threshold = 7 }));
        Assert.Equal(RoundPhase.Checkpointed, round.Checkpoint(Result, Now).Phase);
    }

    [Fact]
    public void AbandonUnmasking_KeepsWhatWasSaid()
    {
        var round = Closed(3).AbandonUnmasking(Secure with { SharesAsked = false }, "2 survivors signed the list of round 7; it takes 3.", Now);

        Assert.Equal((RoundPhase.Abandoned, "2 survivors signed the list of round 7; it takes 3.", Now), (round.Phase, round.Reason, round.EndedAt));
        Assert.False(round.Secure!.SharesAsked);
        Assert.Same(round, round.AbandonUnmasking(Secure, "Again.", Now));
    }

    [Fact]
    public void Submit_WhileUnmasking_IsTooLateForTheListThatIsBeingSigned()
    {
        var round = Round.Open(Plan(3, quorum: 2).Masked()).Submit(0).Submit(1).Wait(new HashSet<NodeId> { Node(2) }, Now);

        Assert.Equal(SubmitOutcome.Closed, round.Submit(Submission(2, masked: true), Now).Outcome);
        Assert.Equal(SubmitOutcome.Duplicate, round.Submit(Submission(0, masked: true), Now).Outcome);
        Assert.Same(round, round.Fail(Node(0), "Late.", Now));
    }

    private static Round Closed(int nodes) => Enumerable.Range(0, nodes).Aggregate(Round.Open(Plan(nodes).Masked()), (round, node) => round.Submit(node));
}
