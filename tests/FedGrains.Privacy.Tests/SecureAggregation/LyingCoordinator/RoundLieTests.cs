using System.Collections.Immutable;

using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.Tests.SecureAggregation.LyingCoordinator;

/// <summary>Lies about what a round is, who survived it and what was agreed.</summary>
public sealed class RoundLieTests
{
    private readonly TestFederation _federation = new(5);
    private readonly BatchSetup _setup;
    private readonly RoundStart _start;

    public RoundLieTests()
    {
        _federation.FillInputs(Lies.Length);
        _setup = _federation.Setup(new(1, 4));
        _start = AggregationRound.StartOf(_setup, 1, Lies.Task, Enumerable.Range(0, 5));
    }

    private HostedSite Victim => _federation.Sites[0];

    [Fact]
    public void Start_NotSignedByTheCoordinator_IsRefused() =>
        Refused(RefusalKind.BadSignature, Victim.Begin(WireMessage.Encode(new RoundInvitation(Statement.Sign(_start, _federation.Key(1).Signer), default)), Lies.Task));

    [Fact]
    public void Start_ForAnotherModelConfigurationOrLength_IsRefused()
    {
        RefusedStart(RefusalKind.WrongTask, _start with { Task = TestFederation.Task(Lies.Length, "another model") });
        RefusedStart(RefusalKind.WrongTask, _start with { Task = Lies.Task with { Configuration = Sha256Digest.Of("no clipping"u8) } });
        RefusedStart(RefusalKind.WrongTask, _start with { Task = Lies.Task with { Lanes = 1 } });
    }

    [Fact]
    public void Start_WithAnotherRing_IsRefused() => RefusedStart(RefusalKind.WrongTask, _start with { Task = Lies.Task with { Ring = UpdateRing.Bits64 } });

    [Fact]
    public void Start_WithFewerSitesThanTheThreshold_IsRefused() => RefusedStart(RefusalKind.TooFewSites, _start with { Participants = [0, 1, 2] });

    [Fact]
    public void Start_WithoutThisSiteOrWithAStranger_IsRefused()
    {
        RefusedStart(RefusalKind.NotAMember, _start with { Participants = [1, 2, 3, 4] });
        RefusedStart(RefusalKind.NotAMember, _start with { Participants = [0, 1, 2, 3, 9] });
    }

    [Fact]
    public void Start_WithOtherKeys_IsRefused() => RefusedStart(RefusalKind.Equivocation, _start with { Setup = Sha256Digest.Of("other keys"u8) });

    [Fact]
    public void Start_OfABatchThatWasNotSetUp_IsRefused() => RefusedStart(RefusalKind.OutOfOrder, _start with { Batch = new(9, 1), Round = 9 });

    [Fact]
    public void Start_BoundToAReplacedOrUnknownRoster_IsRefused()
    {
        RefusedStart(RefusalKind.StaleRoster, _start with { Scope = _federation.Scope with { Epoch = 0 } });
        RefusedStart(RefusalKind.UnknownRoster, _start with { Scope = _federation.Scope with { Roster = Sha256Digest.Of("other"u8) } });
        RefusedStart(RefusalKind.WrongFederation, _start with { Scope = _federation.Scope with { Federation = FederationName.Parse("neuro") } });
    }

    [Fact]
    public void Start_SecondOfARound_IsRefused()
    {
        Lies.Upload(_federation, _start, [0]);

        RefusedStart(RefusalKind.Equivocation, _start with { Participants = [0, 1, 2, 3] });
    }

    [Fact]
    public void Start_OfARoundBeforeTheLast_IsRefused()
    {
        Lies.Upload(_federation, _start with { Round = 3 }, [0]);

        RefusedStart(RefusalKind.Replay, _start with { Round = 2 });
    }

    [Fact]
    public void Input_SecondOfARound_IsRefused()
    {
        Lies.Upload(_federation, _start, [0]);
        Victim.Input = TestFederation.Vector(Lies.Length, "trained again");

        Refused(RefusalKind.Equivocation, Victim.Upload(1));
    }

    [Fact]
    public void Masks_OfAnInputThatWasNotPromised_AreNotGiven()
    {
        Victim.Begin(Lies.Invite(_federation, _start), Lies.Task);

        Assert.Throws<InvalidOperationException>(() => Victim.Role.Masks(1));
        Assert.Throws<InvalidOperationException>(() => Victim.Role.Masks(2));
    }

    // Two sums over one model whose survivors differ by one site would give that site's update.
    [Fact]
    public void Start_OverAModelThatWasOpened_IsRefused()
    {
        var round = _federation.Run(_federation.Open(_setup, 1, Lies.Task), Lies.Task);
        Assert.Equal(AggregationPhase.Opened, round.Phase);

        RefusedStart(RefusalKind.OpenedBefore, _start with { Round = 2, Participants = [0, 1, 2, 3] });
    }

    [Fact]
    public void List_OfFewerThanTheThreshold_IsRefused() => Refused(RefusalKind.TooFewSites, Victim.Receive(Lies.List(Uploads(), 1, 2)));

    // The threshold of five sites is four; these agreed that no sum of fewer than five is opened.
    [Fact]
    public void List_OfFewerThanTheMinimumCohort_IsRefused()
    {
        var federation = new TestFederation(5, "cohort", RosterTerms.For(5, minimumCohort: 5));
        federation.FillInputs(Lies.Length);
        var start = AggregationRound.StartOf(federation.Setup(new(1, 1)), 1, Lies.Task, Enumerable.Range(0, 5));
        var uploads = Lies.Upload(federation, start, Enumerable.Range(0, 5));

        Lies.AssertRefused(RefusalKind.TooFewSites, federation.Sites[0], federation.Sites[0].Receive(Lies.List(uploads, 4)));
        Assert.Null(federation.Sites[0].Receive(Lies.List(uploads)).Refusal);
    }

    [Fact]
    public void List_WithoutThisSite_IsNotSignedByIt() => Refused(RefusalKind.NotAMember, Victim.Receive(Lies.List(Uploads(), 0)));

    [Fact]
    public void List_WithAnUploadThatTheCoordinatorMadeUp_IsRefused()
    {
        var uploads = Lies.Upload(_federation, _start, [0, 1, 2, 3]);
        var forged = Statement.Sign(uploads[1].Body with { Site = 4 }, _federation.Coordinator.Signer);

        Refused(RefusalKind.BadSignature, Victim.Receive(WireMessage.Encode(new SurvivorList([.. uploads, forged]))));
    }

    [Fact]
    public void List_WithAnotherUploadOfThisSite_IsRefused()
    {
        var uploads = Uploads();
        var other = Statement.Sign(uploads[0].Body with { Upload = default }, _federation.Key(0).Signer);

        Refused(RefusalKind.Equivocation, Victim.Receive(WireMessage.Encode(new SurvivorList(uploads.SetItem(0, other)))));
    }

    [Fact]
    public void List_WithAnUploadOfAnEarlierRound_IsRefused()
    {
        var earlier = Uploads();
        var later = Lies.Upload(_federation, _start with { Round = 2, Task = TestFederation.Task(Lies.Length, "next") }, Enumerable.Range(0, 5));

        Refused(RefusalKind.Replay, Victim.Receive(WireMessage.Encode(new SurvivorList(later.SetItem(3, earlier[3])))));
    }

    [Fact]
    public void List_OfARoundThatThisSiteDidNotBegin_IsRefused()
    {
        var uploads = Lies.Upload(_federation, _start, [1, 2, 3, 4]);
        var mine = Statement.Sign(uploads[0].Body with { Site = 0, Position = default }, _federation.Key(0).Signer);

        Refused(RefusalKind.OutOfOrder, Victim.Receive(WireMessage.Encode(new SurvivorList([mine, .. uploads]))));
    }

    [Fact]
    public void Request_BeforeAListWasSigned_IsRefused()
    {
        var list = Lies.List(Uploads());
        var others = _federation.Sites.Skip(1).Select(s => Lies.Signature(s, list)).ToArray();

        Refused(RefusalKind.OutOfOrder, Victim.Receive(Lies.Request(others)));
    }

    [Fact]
    public void Request_WithTooFewForgedOrRepeatedSignatures_IsRefused()
    {
        var list = Lies.List(Uploads());
        var signatures = _federation.Sites.Select(s => Lies.Signature(s, list)).ToArray();
        var forged = Statement.Sign(signatures[3].Body, _federation.Coordinator.Signer);

        Refused(RefusalKind.TooFewSites, Victim.Receive(Lies.Request(signatures[..3])));
        Refused(RefusalKind.BadSignature, Victim.Receive(Lies.Request([signatures[0], signatures[1], signatures[2], forged])));
        Refused(RefusalKind.Malformed, Victim.Receive(Lies.Request([signatures[0], signatures[1], signatures[1], signatures[1]])));
        Refused(RefusalKind.TooFewSites, Victim.Receive(Lies.Request([])));
    }

    [Fact]
    public void Request_SignedByASiteThatDroppedOut_IsRefused()
    {
        var uploads = Uploads();
        var list = Lies.List(uploads, 4);
        var signatures = _federation.Sites.Take(3).Select(s => Lies.Signature(s, list)).ToArray();
        var dropped = Statement.Sign(signatures[0].Body with { Site = 4 }, _federation.Key(4).Signer);

        Refused(RefusalKind.NotAMember, Victim.Receive(Lies.Request([.. signatures, dropped])));
    }

    [Fact]
    public void CoordinatorRole_RefusesWhatSitesWouldRefuse()
    {
        var round = _federation.Open(_setup, 1, Lies.Task);
        var uploads = Lies.Upload(_federation, round.Start, Enumerable.Range(0, 5));
        foreach (var upload in uploads) (round, _) = round.Receive(WireMessage.Encode(upload));
        var other = Statement.Sign(uploads[1].Body with { Upload = default }, _federation.Key(1).Signer);
        var forged = Statement.Sign(uploads[1].Body, _federation.Key(2).Signer);
        var early = Statement.Sign(new SurvivorSignature(_federation.Scope, 1, round.Start.Digest, default, 1, default), _federation.Key(1).Signer);

        Assert.Equal(RefusalKind.Equivocation, round.Receive(WireMessage.Encode(other)).Refusal?.Kind);
        Assert.Equal(RefusalKind.BadSignature, round.Receive(WireMessage.Encode(forged)).Refusal?.Kind);
        Assert.Equal(RefusalKind.OutOfOrder, round.Receive(WireMessage.Encode(early)).Refusal?.Kind);
        Assert.Equal(RefusalKind.Equivocation, round.Close().Receive(WireMessage.Encode(early)).Refusal?.Kind);
        Assert.Same(round, round.Receive(WireMessage.Encode(uploads[1])).Next);
        Assert.Throws<InvalidOperationException>(round.Unmask);
    }

    private ImmutableArray<SignedMessage<MaskedUpload>> Uploads() => Lies.Upload(_federation, _start, Enumerable.Range(0, 5));

    private void RefusedStart(RefusalKind kind, RoundStart start) => Refused(kind, Victim.Begin(Lies.Invite(_federation, start), Lies.Task));

    private void Refused(RefusalKind kind, SiteStep step) => Lies.AssertRefused(kind, Victim, step);
}
