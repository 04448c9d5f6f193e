using CsCheck;

using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Privacy.Tests.SecureAggregation.Journals;

public sealed class ShareJournalTests
{
    private static readonly Gen<Sha256Digest> Digests = Gen.Int[0, 2].Select(i => Sha256Digest.Of([(byte)i]));

    // Any step with any of few arguments, so that repetitions and contradictions are common.
    private static readonly Gen<Func<ShareJournal, (ShareJournal Next, JournalOutcome Outcome)>> Steps = Gen.Select(Gen.Int[0, 6], Gen.Int[1, 4], Digests, Digests, Gen.Int[1, 3]).Select<(int, int, Sha256Digest, Sha256Digest, int), Func<ShareJournal, (ShareJournal, JournalOutcome)>>(t =>
    {
        var (kind, number, one, other, count) = t;
        var round = (ulong)number;

        return kind switch
        {
            0 => j => j.SignRoster(round, one),
            1 => j => j.OpenBatch(new(round, count), one),
            2 => j => j.Begin(round, one, other),
            3 => j => j.Promise(round, one),
            4 => j => j.Upload(round, one),
            5 => j => j.Sign(round, one, [.. Enumerable.Range(0, count)]),
            _ => j => j.Release(round, one),
        };
    });

    private static readonly Gen<Func<ShareJournal, (ShareJournal Next, JournalOutcome Outcome)>[]> Histories = Steps.Array[0, 40];

    [Fact]
    public void AnyHistory_WhatWasWrittenIsNeverChanged() => Histories.Sample(history =>
    {
        foreach (var (before, after, _) in Walk(history))
        {
            Assert.All(before.Entries, old =>
            {
                var now = after.Entry(old.Round)!;
                Assert.Equal((old.Start, old.Subject), (now.Start, now.Subject));
                if (old.Input is not null) Assert.Equal(old.Input, now.Input);
                if (old.Upload is not null) Assert.Equal(old.Upload, now.Upload);
                if (old.List is not null) Assert.Equal((old.List, old.Survivors), (now.List, now.Survivors));
                Assert.True(now.Released || !old.Released);
            });
            Assert.True(after.LastRound >= before.LastRound && after.NextBatchRound >= before.NextBatchRound && after.SignedEpoch >= before.SignedEpoch);
        }
    });

    [Fact]
    public void AnyHistory_StepsComeInOrderAndOnlyRecordedStepsChangeIt() => Histories.Sample(history =>
    {
        foreach (var (before, after, outcome) in Walk(history))
        {
            if (outcome is JournalOutcome.Recorded) Assert.Equal(before.Position.Sequence + 1, after.Position.Sequence);
            else Assert.Same(before, after);

            Assert.All(after.Entries, e => Assert.True((e.Upload is null || e.Input is not null) && (e.List is null || e.Upload is not null) && (!e.Released || e.List is not null)));
            Assert.Equal(after.Entries.Select(e => e.Round).Distinct().Order(), after.Entries.Select(e => e.Round));
        }
    });

    [Fact]
    public void AnyHistory_SurvivesItsBytes() => Histories.Sample(history =>
    {
        var journal = Walk(history).LastOrDefault().After ?? ShareJournal.Empty;
        var bytes = WireMessage.Encode(journal);

        Assert.Equal(bytes, WireMessage.Encode(WireMessage.Parse<ShareJournal>(bytes)));
    });

    [Fact]
    public void AnyHistory_EveryPositionOnTheWay_IsConsistentAndTheOlderCopyIsNot() => Histories.Sample(history =>
    {
        var walked = Walk(history).Where(w => w.Outcome is JournalOutcome.Recorded).ToArray();
        if (walked.Length == 0) return;

        var last = walked[^1].After;
        Assert.All(walked, w => Assert.Equal(JournalStanding.Consistent, last.Compare(w.After.Position)));
        Assert.All(walked, w => Assert.Equal(JournalStanding.RolledBack, w.Before.Compare(last.Position)));
    });

    [Fact]
    public void Compare_AfterAnotherCourse_IsForked()
    {
        var copy = ShareJournal.Empty.OpenBatch(new(1, 4), default).Next;
        var signed = copy.Begin(1, Sha256Digest.Of([1]), default).Next;
        var other = copy.Begin(1, Sha256Digest.Of([2]), default).Next.Promise(1, default).Next;

        Assert.Equal(JournalStanding.Forked, other.Compare(signed.Position));
        Assert.Equal(JournalStanding.RolledBack, copy.Compare(signed.Position));
        Assert.Equal(JournalStanding.Consistent, other.Compare(copy.Position));
    }

    // What lies further back than the journal remembers cannot be told.
    [Fact]
    public void Compare_BeyondWhatIsRemembered_IsConsistent()
    {
        var journal = ShareJournal.Empty;
        for (var i = 1UL; i <= ShareJournal.Remembered + 10; i++) journal = journal.SignRoster(i, default).Next;

        Assert.Equal(ShareJournal.Remembered, journal.Recent.Length);
        Assert.Equal(JournalStanding.Forked, journal.Compare(new(journal.Position.Sequence - ShareJournal.Remembered, Sha256Digest.Of([9]))));
        Assert.Equal(JournalStanding.Consistent, journal.Compare(new(journal.Position.Sequence - ShareJournal.Remembered - 1, Sha256Digest.Of([9]))));
    }

    [Fact]
    public void Recover_ClosesTheRoundsThatHadKeysAndCountsOn()
    {
        var copy = ShareJournal.Empty.OpenBatch(new(1, 4), default).Next.Begin(2, default, default).Next;
        var seen = new JournalPosition(50, Sha256Digest.Of([1]));

        var recovered = copy.Recover(seen);

        Assert.Equal(51UL, recovered.Position.Sequence);
        Assert.Empty(recovered.Entries);
        Assert.Equal(JournalOutcome.NotAscending, recovered.Begin(4, default, default).Outcome);
        Assert.Equal(JournalOutcome.Recorded, recovered.OpenBatch(new(5, 1), default).Outcome);
        Assert.Equal(JournalStanding.Consistent, recovered.Compare(seen));
    }

    [Fact]
    public void Retire_RoundsBefore_CannotBeginAgain()
    {
        var journal = ShareJournal.Empty.Begin(1, default, default).Next.Begin(2, default, default).Next.Retire(2);

        Assert.Null(journal.Entry(1));
        Assert.Equal(JournalOutcome.NotAscending, journal.Begin(1, default, default).Outcome);
        Assert.Equal(JournalOutcome.Repeated, journal.Begin(2, default, default).Outcome);
    }

    private static IEnumerable<(ShareJournal Before, ShareJournal After, JournalOutcome Outcome)> Walk(Func<ShareJournal, (ShareJournal Next, JournalOutcome Outcome)>[] history)
    {
        var journal = ShareJournal.Empty;

        foreach (var step in history)
        {
            var (next, outcome) = step(journal);
            yield return (journal, next, outcome);
            journal = next;
        }
    }
}
