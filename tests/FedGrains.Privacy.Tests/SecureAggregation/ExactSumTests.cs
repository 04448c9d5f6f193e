using CsCheck;

using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.Tests.SecureAggregation;

/// <summary>The sum that is opened is the plain sum of the survivors, to the bit, whoever drops out when.</summary>
public sealed class ExactSumTests
{
    private const int Length = 230;

    [Fact]
    public void NobodyDrops_SumIsThePlainSum()
    {
        var federation = new TestFederation(5);
        federation.FillInputs(Length);
        var task = TestFederation.Task(Length);

        var round = federation.Run(federation.Open(federation.Setup(new(1, 2)), 1, task), task);

        Assert.Equal(AggregationPhase.Opened, round.Phase);
        Assert.Equal(federation.PlainSum([0, 1, 2, 3, 4]), federation.Sum(round));
        Assert.Empty(round.Unmask().Liars);
    }

    // Sites leave at any of five points: before keys, before shares, before the upload, before the signature, before the release.
    [Fact]
    public void AnyDropOuts_SumIsExactOrTheRoundIsAbandoned()
    {
        var (opened, abandoned) = (0, 0);

        Gen.Select(Gen.Int[3, 8], Gen.Int[0, 29].Array[8], Gen.Int[1, 5], Gen.Int[0, 1000]).Sample((sites, leaves, slices, seed) =>
        {
            var federation = new TestFederation(sites, $"any {seed}");
            federation.FillInputs(Length, $"{seed}");
            HashSet<int> Gone(int step) => [.. Enumerable.Range(0, sites).Where(s => leaves[s] == step)];
            var task = TestFederation.Task(Length);

            var setup = federation.Setup(new(5, 3), Gone(0), Gone(1));
            var usable = setup.Usable(Enumerable.Range(0, sites));
            var threshold = federation.Roster.Terms.Threshold;
            var early = usable.Length < threshold;
            Assert.Equal(early, setup.Phase is SetupPhase.Abandoned);
            if (early)
            {
                Interlocked.Increment(ref abandoned);
                return;
            }

            var round = federation.Run(federation.Open(setup, 6, task), task, Gone(2), Gone(3), Gone(4));
            int[] survivors = [.. usable.Except(Gone(2))];
            var enough = survivors.Except(Gone(3)).Except(Gone(4)).Count() >= threshold;

            Assert.Equal(enough ? AggregationPhase.Opened : AggregationPhase.Abandoned, round.Phase);
            if (enough) Assert.Equal(federation.PlainSum(survivors), federation.Sum(round, slices));
            else Assert.NotNull(round.Reason);
            Interlocked.Increment(ref enough ? ref opened : ref abandoned);
        }, iter: 60, threads: 2);

        Assert.True(opened >= 5 && abandoned >= 1, $"{opened} opened, {abandoned} abandoned.");
    }

    [Fact]
    public void ManyRounds_OfOneBatchAndTheNext_AreAllExact()
    {
        var federation = new TestFederation(4);
        AggregationRound? previous = null;

        foreach (var batch in new Batch[] { new(1, 3), new(4, 2), new(9, 1) })
        {
            var setup = federation.Setup(batch);

            for (var number = batch.FirstRound; number < batch.End; number++)
            {
                federation.FillInputs(Length, $"round {number}");
                var task = TestFederation.Task(Length, $"model {number}");
                var dropped = (int)(number % 4);
                var round = federation.Run(federation.Open(setup, number, task, previous: previous), task, TestFederation.Set(dropped));

                Assert.Equal(federation.PlainSum(Enumerable.Range(0, 4).Where(s => s != dropped)), federation.Sum(round));
                previous = round;
            }
        }
    }

    [Fact]
    public void WideRing_WithADropOut_SumIsExactModulo2To64()
    {
        var federation = new TestFederation(4);
        federation.FillInputs(2 * Length);
        var task = TestFederation.Task(Length, ring: UpdateRing.Bits64);

        var round = federation.Run(federation.Open(federation.Setup(new(1, 1)), 1, task), task, TestFederation.Set(2));

        Assert.Equal(federation.PlainSum([0, 1, 3], UpdateRing.Bits64), federation.Sum(round, 3));
    }

    // Two batches are in use at a time: the next is set up while rounds of this one run.
    [Fact]
    public void NextBatch_SetUpDuringARound_DisturbsNothing()
    {
        var federation = new TestFederation(4);
        federation.FillInputs(Length);
        var setup = federation.Setup(new(1, 1));
        var task = TestFederation.Task(Length);
        var round = federation.Open(setup, 1, task);

        var next = federation.Setup(new(2, 1));

        Assert.Equal(federation.PlainSum([0, 1, 2, 3]), federation.Sum(federation.Run(round, task)));
        var later = TestFederation.Task(Length, "later");
        Assert.Equal(federation.PlainSum([0, 1, 2, 3]), federation.Sum(federation.Run(federation.Open(next, 2, later), later)));
    }

    [Fact]
    public void EverySite_RestartedBetweenAllSteps_SumIsExact()
    {
        var federation = new TestFederation(4);
        federation.FillInputs(Length);
        var task = TestFederation.Task(Length);
        void RestartAll()
        {
            foreach (var site in federation.Sites) site.Restart();
        }

        var setup = BatchSetup.Open(federation.Signed, new(1, 2), federation.Coordinator.Signer);

        for (var phase = 0; phase < 3; phase++)
        {
            RestartAll();
            setup = BatchSetup.Parse(federation.Exchange(setup, null).Close().ToBytes());
        }

        RestartAll();
        var round = AggregationRound.Parse(federation.Open(setup, 1, task).ToBytes());

        foreach (var site in federation.Sites)
        {
            Assert.Null(site.Begin(round.Outgoing().First(o => o.To == site.Id).Message, task).Refusal);
            site.Restart();
            Assert.Null(site.Upload(1).Refusal);
            site.Restart();
            var again = site.Upload(1);
            round = AggregationRound.Parse(round.Receive(again.Reply.Span).Next.ToBytes());
        }

        for (var phase = 0; phase < 2; phase++)
        {
            round = round.Close();

            foreach (var (to, message) in round.Outgoing().ToArray())
            {
                federation.Site(to).Restart();
                Assert.Null(federation.Site(to).Receive(message).Refusal);
                federation.Site(to).Restart();
                round = AggregationRound.Parse(round.Receive(federation.Site(to).Receive(message).Reply.Span).Next.ToBytes());
            }
        }

        Assert.Equal(federation.PlainSum([0, 1, 2, 3]), federation.Sum(round.Close()));
    }

    [Fact]
    public void SparseGraph_WithDropOuts_SumIsExact()
    {
        const int Sites = 66;
        var federation = new TestFederation(Sites);
        federation.FillInputs(40);
        var setup = federation.Setup(new(1, 1), TestFederation.Set(3));
        var task = TestFederation.Task(40);
        Assert.False(setup.Keys!.Graph.Plan.IsComplete);

        var round = federation.Run(federation.Open(setup, 1, task), task, TestFederation.Set(10, 40), TestFederation.Set(11), TestFederation.Set(12));

        Assert.Equal(AggregationPhase.Opened, round.Phase);
        Assert.Equal(federation.PlainSum(Enumerable.Range(0, Sites).Except([3, 10, 40])), federation.Sum(round, 3));
        Assert.Null(TranscriptVerifier.Verify(round.Transcript, federation.Pinned.Digest).Refusal);
    }
}
