using CsCheck;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;

namespace FedGrains.Core.Tests.Rounds;

/// <summary>What holds after any sequence of events whatever: the promises of a round.</summary>
public sealed class RoundPropertyTests
{
    private static readonly Gen<(RoundPlan Plan, RoundCommand[] Commands)> Histories = Gen.Select(RoundCommand.Plans, RoundCommand.Any.Array[0, 25]);

    [Fact]
    public void AnyHistory_ReceiptsNeverVanishNorChange() => Histories.Sample(history =>
    {
        foreach (var (before, after) in Steps(history))
            Assert.All(before.Receipts, receipt => Assert.Equal(receipt.Json(), after.Receipt(receipt.Submission.Node).Json()));
    });

    [Fact]
    public void AnyHistory_ANodeHasOneReceiptAndReceiptsAreInOrder() => Histories.Sample(history =>
    {
        foreach (var (_, after) in Steps(history))
        {
            var nodes = after.Receipts.Select(r => r.Submission.Node.Value).ToArray();

            Assert.Equal(nodes.Distinct().Order(StringComparer.Ordinal), nodes);
            Assert.All(nodes, n => Assert.NotNull(after.Plan.Member(new(n))));
        }
    });

    [Fact]
    public void AnyHistory_AReceiptIsGivenExactlyWhenTheAnswerIsAccepted() => Histories.Sample(history =>
    {
        var (round, now) = (Round.Open(history.Plan), RoundSamples.Opened);

        foreach (var command in history.Commands)
        {
            now = Later(now, command);
            var (next, outcome) = command.Apply(round, now);

            Assert.Equal(round.Receipts.Length + (outcome is SubmitOutcome.Accepted ? 1 : 0), next.Receipts.Length);
            if (outcome is not null and not SubmitOutcome.Accepted) Assert.Same(round, next);
            round = next;
        }
    });

    [Fact]
    public void AnyHistory_PhasesOnlyGoForward() => Histories.Sample(history =>
    {
        foreach (var (before, after) in Steps(history))
        {
            Assert.True(before.Phase == after.Phase || Follows(before, after), $"{before.Phase} to {after.Phase}");
            if (before.Ended) Assert.Same(before, after);
        }
    });

    [Fact]
    public void AnyHistory_WhatIsAggregatedHasTheQuorumAndEveryMandatoryNode() => Histories.Sample(history =>
    {
        foreach (var (_, after) in Steps(history).Where(s => s.After.Phase is RoundPhase.Unmasking or RoundPhase.Aggregating or RoundPhase.Checkpointed))
        {
            Assert.True(after.Receipts.Length >= after.Plan.Quorum);
            Assert.All(after.Plan.Cohort.Where(m => m.Mandatory), m => Assert.NotNull(after.Receipt(m.Node)));
        }
    });

    // Whose masks come off is settled when the list is: nobody is taken in afterwards, and nobody left out.
    [Fact]
    public void AnyHistory_OnceUnmaskingTheSurvivorsStay() => Histories.Sample(history =>
    {
        foreach (var (before, after) in Steps(history).Where(s => s.Before.Phase is not RoundPhase.Collecting))
        {
            Assert.Equal(before.Receipts, after.Receipts);
            Assert.Equal(before.Failures, after.Failures);
        }
    });

    [Fact]
    public void AnyHistory_AMaskedSumIsAggregatedOnlyAfterSharesWereAskedFor() => Histories.Sample(history =>
    {
        foreach (var (before, after) in Steps(history))
        {
            if (!after.Plan.IsMasked) Assert.Equal((null, null), (after.Unmasking, after.Secure));
            else if (after.Phase is RoundPhase.Aggregating or RoundPhase.Checkpointed) Assert.Equal((UnmaskingStep.Releasing, RoundSamples.Secure), (after.Unmasking!.Step, after.Secure));

            // Asked once, with one deadline.
            if (before.Unmasking is { Step: UnmaskingStep.Releasing } asked) Assert.Equal(asked, after.Unmasking);
        }
    });

    [Fact]
    public void AnyHistory_EveryNodeIsInTheResultOrAbsentWithAReason() => Histories.Sample(history =>
    {
        foreach (var (_, after) in Steps(history))
        {
            var absences = after.Absences();

            Assert.Equal(after.Plan.Cohort.Select(m => m.Node).Except(after.Receipts.Select(r => r.Submission.Node)), absences.Select(a => a.Node));
            Assert.All(absences, a => Assert.NotEmpty(a.Reason));
        }
    });

    [Fact]
    public void AnyHistory_EndedMeansAReasonOrAResultAndATime() => Histories.Sample(history =>
    {
        foreach (var (_, after) in Steps(history))
        {
            Assert.Equal(after.Ended, after.EndedAt is not null);
            Assert.Equal(after.Phase is RoundPhase.Abandoned, after.Reason is not null);
            Assert.Equal(after.Phase is RoundPhase.Checkpointed, after.Result is not null);
        }
    });

    [Fact]
    public void AnyHistory_ACrashAfterEveryEventChangesNothing() => Histories.Sample(history =>
    {
        var (undisturbed, crashing, now) = (Round.Open(history.Plan), Round.Open(history.Plan).Restored(), RoundSamples.Opened);

        foreach (var command in history.Commands)
        {
            now = Later(now, command);
            var expected = command.Apply(undisturbed, now);
            var actual = command.Apply(crashing, now);

            Assert.Equal(expected.Outcome, actual.Outcome);
            (undisturbed, crashing) = (expected.Next, actual.Next.Restored());
            Assert.Equal(undisturbed.Json(), crashing.Json());
        }
    });

    [Fact]
    public void SameSubmissions_InAnyOrderWithAnyRepetition_GiveTheSameRecord() =>
        Gen.Select(RoundCommand.Plans, Gen.Int[0, 4].Array[0, 8], Gen.Int).Sample((plan, nodes, seed) =>
        {
            var shuffled = nodes.Concat(nodes).ToArray();
            new Random(seed).Shuffle(shuffled);

            var one = Collect(plan, nodes);
            var other = Collect(plan, shuffled);

            Assert.Equal(one.Json(), other.Json());
            Assert.Equal(one.Absences().Json(), other.Absences().Json());
        });

    [Fact]
    public void SameFailures_InAnyOrder_GiveTheSameAbsences() =>
        Gen.Select(RoundCommand.Plans, Gen.Int[0, 4].Array[0, 5], Gen.Int).Sample((plan, nodes, seed) =>
        {
            var shuffled = nodes.ToArray();
            new Random(seed).Shuffle(shuffled);

            Assert.Equal(Failed(plan, nodes).Absences().Json(), Failed(plan, shuffled).Absences().Json());
        });

    private static IEnumerable<(Round Before, Round After)> Steps((RoundPlan Plan, RoundCommand[] Commands) history)
    {
        var (round, now) = (Round.Open(history.Plan), RoundSamples.Opened);

        foreach (var command in history.Commands)
        {
            now = Later(now, command);
            var (next, _) = command.Apply(round, now);

            yield return (round, next);
            round = next;
        }
    }

    private static DateTimeOffset Later(DateTimeOffset now, RoundCommand command) => now.AddSeconds(command is RoundCommand.Pass pass ? pass.Seconds : 1);

    // A masked round takes no way around unmasking, and a plain one none through it.
    private static bool Follows(Round before, Round after) => (before.Phase, after.Phase, Masked: before.Plan.IsMasked) is
        (RoundPhase.Collecting, RoundPhase.Aggregating, Masked: false) or
        (RoundPhase.Collecting, RoundPhase.Unmasking, Masked: true) or
        (RoundPhase.Unmasking, RoundPhase.Aggregating, Masked: true) or
        (RoundPhase.Aggregating, RoundPhase.Checkpointed, _) or
        (RoundPhase.Collecting or RoundPhase.Unmasking or RoundPhase.Aggregating, RoundPhase.Abandoned, _);

    private static Round Collect(RoundPlan plan, IEnumerable<int> nodes)
    {
        var round = nodes.Aggregate(Round.Open(plan), (r, n) => r.Submit(n));

        return round.Wait(new HashSet<NodeId>(), RoundSamples.Deadline.AddSeconds(1));
    }

    private static Round Failed(RoundPlan plan, IEnumerable<int> nodes) =>
        nodes.Aggregate(Round.Open(plan), (r, n) => r.Fail(RoundSamples.Node(n), $"Node {n} has no disk left.", RoundSamples.Opened));
}
