using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Privacy.Tests.SecureAggregation.Rosters;

public sealed class PinnedRosterTests
{
    private static readonly Roster s_first = RosterSamples.Of(5);
    private static readonly Roster s_second = s_first.Next([.. s_first.Sites, RosterSamples.Site(5)]);
    private static readonly PinnedRoster s_pinned = new(s_first, s_first.Digest());

    [Fact]
    public void First_ConfirmedAndSignedByAQuorum_IsPinned()
    {
        var (pinned, refusal) = First(RosterSamples.Signed(s_first, 0, 1, 2, 4), s_first.Digest());

        Assert.Null(refusal);
        Assert.Equal(s_first.Digest(), pinned!.Digest);
    }

    [Fact]
    public void First_NotTheConfirmedOne_IsRefused() => Refused(RefusalKind.UnconfirmedRoster, First(RosterSamples.Signed(s_first, 0, 1, 2, 3), Sha256Digest.Of([1])));

    [Fact]
    public void First_SignedByTooFew_IsRefused() => Refused(RefusalKind.TooFewRosterSignatures, First(RosterSamples.Signed(s_first, 0, 1, 2), s_first.Digest()));

    [Fact]
    public void First_WithoutThisSite_IsRefused() =>
        Refused(RefusalKind.NotAMember, PinnedRoster.First(RosterSamples.Signed(s_first, 0, 1, 2, 3), s_first.Digest(), RosterSamples.Id(9), RosterSamples.Key(9).Public));

    [Fact]
    public void First_WithAnotherKeyForThisSite_IsRefused() =>
        Refused(RefusalKind.NotAMember, PinnedRoster.First(RosterSamples.Signed(s_first, 0, 1, 2, 3), s_first.Digest(), RosterSamples.Id(0), RosterSamples.Key(9).Public));

    [Fact]
    public void First_ThatWeakensTheThreshold_IsRefused()
    {
        var weak = RosterSamples.Of(5, new(3, 4, 3));

        Refused(RefusalKind.UnsafeRoster, First(RosterSamples.Signed(weak, 0, 1, 2, 3, 4), weak.Digest()));
    }

    [Fact]
    public void Replace_SignedByAQuorumOfThePinned_IsPinned()
    {
        var (next, refusal) = Replace(RosterSamples.Signed(s_second, 0, 1, 2, 3, 5));

        Assert.Null(refusal);
        Assert.Equal(2UL, next.Roster.Epoch);
        Assert.Equal(s_first.Digest(), next.Roster.Previous);
    }

    // The coordinator makes sites up and has them sign; what counts is the sites that were there before.
    [Fact]
    public void Replace_SignedByNewSites_IsRefused()
    {
        var crowd = s_first.Next([.. s_first.Sites, .. Enumerable.Range(5, 20).Select(RosterSamples.Site)]);

        Refused(RefusalKind.TooFewRosterSignatures, Replace(RosterSamples.Signed(crowd, [0, 1, 2, .. Enumerable.Range(5, 20)])));
    }

    [Fact]
    public void Replace_WithAForgedSignature_IsRefused()
    {
        var forged = SignedRoster.Of(s_second, [.. RosterSamples.Signed(s_second, 0, 1, 2, 3).Signatures, SignedRoster.Sign(s_second, RosterSamples.Id(4), RosterSamples.Coordinator.Signer)]);

        Refused(RefusalKind.BadSignature, Replace(forged));
    }

    [Fact]
    public void Replace_WithSignaturesOfAnotherRoster_IsRefused()
    {
        var other = SignedRoster.Of(s_second, RosterSamples.Signed(s_first, 0, 1, 2, 3, 4).Signatures);

        Refused(RefusalKind.BadSignature, Replace(other));
    }

    [Fact]
    public void Replace_ByAStaleOne_IsRefused()
    {
        var pinned = new PinnedRoster(s_second, s_second.Digest());

        Refused(RefusalKind.StaleRoster, pinned.Replace(RosterSamples.Signed(s_first, 0, 1, 2, 3, 4), RosterSamples.Id(0), RosterSamples.Key(0).Public));
    }

    [Fact]
    public void Replace_ByAnotherOfTheSameEpoch_IsRefused()
    {
        var other = s_first with { Terms = s_first.Terms with { MinimumCohort = 5 } };

        Refused(RefusalKind.Equivocation, Replace(RosterSamples.Signed(other, 0, 1, 2, 3, 4)));
    }

    [Fact]
    public void Replace_SkippingAnEpoch_IsRefused()
    {
        var third = s_second.Next(s_second.Sites);

        Refused(RefusalKind.UnknownRoster, Replace(RosterSamples.Signed(third, 0, 1, 2, 3, 4)));
    }

    [Fact]
    public void Replace_OfAnotherFederation_IsRefused() =>
        Refused(RefusalKind.WrongFederation, Replace(RosterSamples.Signed(s_second with { Federation = FederationName.Parse("neuro") }, 0, 1, 2, 3, 4)));

    [Fact]
    public void Replace_ThatWeakensTheThreshold_IsRefused() =>
        Refused(RefusalKind.UnsafeRoster, Replace(RosterSamples.Signed(s_first.Next(s_first.Sites, s_first.Terms with { Threshold = 3 }), 0, 1, 2, 3, 4)));

    [Fact]
    public void Replace_WithoutThisSite_IsRefused() =>
        Refused(RefusalKind.NotAMember, Replace(RosterSamples.Signed(s_first.Next(s_first.Sites.RemoveAt(0)), 1, 2, 3, 4)));

    [Fact]
    public void Replace_ByThePinnedOne_ChangesNothing()
    {
        var (next, refusal) = Replace(RosterSamples.Signed(s_first));

        Assert.Null(refusal);
        Assert.Same(s_pinned, next);
    }

    private static (PinnedRoster?, Refusal?) First(SignedRoster offered, Sha256Digest confirmed) => PinnedRoster.First(offered, confirmed, RosterSamples.Id(0), RosterSamples.Key(0).Public);

    private static (PinnedRoster Next, Refusal?) Replace(SignedRoster offered) => s_pinned.Replace(offered, RosterSamples.Id(0), RosterSamples.Key(0).Public);

    private static void Refused(RefusalKind kind, (PinnedRoster?, Refusal? Refusal) outcome) => Assert.Equal(kind, outcome.Refusal?.Kind);
}
