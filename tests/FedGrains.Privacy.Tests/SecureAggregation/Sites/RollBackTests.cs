using System.Collections.Immutable;

using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Tests.SecureAggregation.LyingCoordinator;

namespace FedGrains.Privacy.Tests.SecureAggregation.Sites;

/// <summary>A site whose state was restored from an older copy: what it notices, and what it cannot.</summary>
public sealed class RollBackTests
{
    private readonly TestFederation _federation = new(5);
    private readonly BatchSetup _setup;
    private readonly RoundStart _start;
    private readonly byte[] _copy;

    public RollBackTests()
    {
        _federation.FillInputs(Lies.Length);
        _setup = _federation.Setup(new(1, 4));
        _start = AggregationRound.StartOf(_setup, 1, Lies.Task, Enumerable.Range(0, 5));
        _copy = Victim.Stored;
    }

    private HostedSite Victim => _federation.Sites[0];

    [Fact]
    public void Echo_OfTheCoordinator_IsRecognisedAndAllSharesAreThrownAway()
    {
        var upload = Lies.Upload(_federation, _start, [0])[0];
        Victim.Restart(_copy);

        var step = Victim.Begin(WireMessage.Encode(new RoundInvitation(Lies.Sign(_federation, _start with { Round = 2 }), WireMessage.Encode(upload))), Lies.Task);

        AssertRecovered(step);
        Assert.Equal(RefusalKind.OutOfOrder, Victim.Begin(Lies.Invite(_federation, _start), Lies.Task).Refusal?.Kind);
    }

    [Fact]
    public void Echo_ThatAnotherSiteSigned_IsNoProof()
    {
        var forged = Statement.Sign(new MaskedUpload(_federation.Scope, 1, _start.Digest, 0, default, new(99, default)), _federation.Key(1).Signer);

        var step = Victim.Begin(WireMessage.Encode(new RoundInvitation(Lies.Sign(_federation, _start), WireMessage.Encode(forged))), Lies.Task);

        Assert.Null(step.Refusal);
    }

    [Fact]
    public void Echo_ThatIsNoStatement_IsMalformed() =>
        Lies.AssertRefused(RefusalKind.Malformed, Victim, Victim.Begin(WireMessage.Encode(new RoundInvitation(Lies.Sign(_federation, _start), new byte[] { 1, 2, 3 })), Lies.Task));

    [Fact]
    public void List_WithAnUploadThatTheJournalDoesNotKnow_IsRecognised()
    {
        var uploads = Lies.Upload(_federation, _start, Enumerable.Range(0, 5));
        Victim.Restart(_copy);

        AssertRecovered(Victim.Receive(Lies.List(uploads)));
    }

    [Fact]
    public void Request_WithASignatureThatTheJournalDoesNotKnow_IsRecognised()
    {
        var list = Lies.List(Lies.Upload(_federation, _start, Enumerable.Range(0, 5)));
        var before = Victim.Stored;
        var signatures = _federation.Sites.Select(s => Lies.Signature(s, list)).ToArray();
        Victim.Restart(before);

        AssertRecovered(Victim.Receive(Lies.Request(signatures)));
    }

    // The coordinator keeps quiet; the neighbours have seen more, and say so where it cannot take it out.
    [Fact]
    public void NextBatch_TheNeighboursShowWhatTheySaw_AndItIsRecognised()
    {
        var round = _federation.Run(_federation.Open(_setup, 1, Lies.Task), Lies.Task);
        Assert.Equal(AggregationPhase.Opened, round.Phase);
        Victim.Restart(_copy);

        var setup = _federation.Exchange(BatchSetup.Open(_federation.Signed, new(5, 2), _federation.Coordinator.Signer), null).Close();
        setup = _federation.Exchange(setup, null).Close();
        var step = Victim.Receive(setup.Outgoing().First(o => o.To == Victim.Id).Message);

        AssertRecovered(step);
    }

    [Fact]
    public void Recovered_ItTakesPartInTheNextBatch()
    {
        var round = _federation.Run(_federation.Open(_setup, 1, Lies.Task), Lies.Task);
        Victim.Restart(_copy);
        var next = AggregationRound.StartOf(_setup, 2, TestFederation.Task(Lies.Length, "next"), Enumerable.Range(0, 5));
        AssertRecovered(Victim.Begin(WireMessage.Encode(new RoundInvitation(Lies.Sign(_federation, next), round.Echoes[0])), next.Task));

        var setup = _federation.Setup(new(5, 2));
        var task = TestFederation.Task(Lies.Length, "later");
        var later = _federation.Run(_federation.Open(setup, 5, task, previous: round), task);

        Assert.Equal(_federation.PlainSum(Enumerable.Range(0, 5)), _federation.Sum(later));
    }

    [Fact]
    public void Honest_EchoesOfRoundAfterRound_AreNotMistakenForARollBack()
    {
        AggregationRound? previous = null;

        for (var number = 1UL; number <= 4; number++)
        {
            var task = TestFederation.Task(Lies.Length, $"model {number}");
            previous = _federation.Run(_federation.Open(_setup, number, task, previous: previous), task);
            Assert.Equal(AggregationPhase.Opened, previous.Phase);
        }

        Assert.Equal(5, previous!.Echoes.Count);
    }

    // The limit that docs/secure-aggregation.md names: inside a round, before anybody honest has seen the site's statement, a copy that
    // comes back looks like the present. Two inputs go out under the same masks, and their difference is seen.
    [Fact]
    public void Copy_ThatNobodyContradicts_CannotBeRecognised()
    {
        Lies.Upload(_federation, _start, [0]);
        var first = Victim.Masked;
        var input = Victim.Input;
        Victim.Restart(_copy);
        Victim.Input = TestFederation.Vector(Lies.Length, "trained again");

        Lies.Upload(_federation, _start, [0]);

        Assert.Equal(input.Zip(Victim.Input, (a, b) => a - b), first.Zip(Victim.Masked, (a, b) => a - b));
    }

    private void AssertRecovered(SiteStep step)
    {
        Assert.Equal(RefusalKind.RolledBack, step.Refusal?.Kind);
        Assert.True(step.Reply.IsEmpty);
        Assert.Empty(Victim.Role.State.Batches);
        Assert.Equal(ImmutableArray<JournalEntry>.Empty, Victim.Role.State.Journal.Entries);
    }
}
