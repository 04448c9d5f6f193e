using System.Collections.Immutable;

using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Privacy.Tests.SecureAggregation.LyingCoordinator;

/// <summary>Lies about who there is and what their keys are.</summary>
public sealed class SetupLieTests
{
    private readonly TestFederation _federation = new(5);
    private readonly Batch _batch = new(1, 2);
    private readonly ImmutableArray<SignedMessage<KeyAdvertisement>> _keys;

    public SetupLieTests() => _keys = [.. _federation.Sites.Select(s => Lies.Read<SignedMessage<KeyAdvertisement>>(s.Receive(Invitation(_batch))))];

    [Fact]
    public void Invitation_NotSignedByTheCoordinator_IsRefused()
    {
        var stranger = WireMessage.Encode(Statement.Sign(new BatchInvitation(_federation.Scope, new(3, 1)), new LongTermKey("stranger").Signer));

        Refused(RefusalKind.BadSignature, stranger);
    }

    [Fact]
    public void Invitation_ForRoundsThatHadKeysBefore_IsRefused()
    {
        Refused(RefusalKind.Replay, Invitation(new(2, 2)));
        Refused(RefusalKind.Replay, Invitation(new(1, 1)));
    }

    [Fact]
    public void Invitation_Repeated_GivesTheSameKeys() =>
        Assert.Equal(_keys[0].Body.Keys, Lies.Read<SignedMessage<KeyAdvertisement>>(_federation.Sites[0].Receive(Invitation(_batch))).Body.Keys);

    // A site that nobody agreed to: an index beyond the roster, or a seat in it filled with the coordinator's own keys.
    [Fact]
    public void Keys_OfASiteThatIsNotInTheRoster_AreRefused() => Refused(RefusalKind.NotAMember, Set(_keys.Add(Forge(5, _federation.Coordinator))));

    [Fact]
    public void Keys_MadeByTheCoordinatorForASite_AreRefused() => Refused(RefusalKind.BadSignature, Set(_keys.SetItem(3, Forge(3, _federation.Coordinator))));

    [Fact]
    public void Keys_OfWhichOneWasSwapped_AreRefused()
    {
        var mine = new EphemeralKey(ScalarOf("coordinator's own")).PublicKey;
        var swapped = _keys[2].Body with { MaskKeys = _keys[2].Body.MaskKeys.SetItem(0, mine) };

        Refused(RefusalKind.BadSignature, Set(_keys.SetItem(2, new(swapped, _keys[2].Signature))));
    }

    [Fact]
    public void Keys_OfTwoSitesSwappedWithEachOther_AreRefused()
    {
        var (a, b) = (_keys[2].Body, _keys[3].Body);

        Refused(RefusalKind.BadSignature, Set(_keys.SetItem(2, new(b with { Site = 2 }, _keys[3].Signature)).SetItem(3, new(a with { Site = 3 }, _keys[2].Signature))));
    }

    // A corrupt site repeats a key that another advertised; its signature is good.
    [Fact]
    public void Keys_CopiedByAnotherSite_AreRefused()
    {
        var copied = _keys[4].Body with { MaskKeys = _keys[4].Body.MaskKeys.SetItem(0, _keys[1].Body.MaskKeys[1]) };

        Refused(RefusalKind.DuplicateKey, Set(_keys.SetItem(4, Statement.Sign(copied, _federation.Key(4).Signer))));
    }

    [Fact]
    public void Keys_UsedTwiceByOneSite_AreRefused()
    {
        var twice = _keys[4].Body with { MaskKeys = _keys[4].Body.MaskKeys.SetItem(1, _keys[4].Body.ShareKey) };

        Refused(RefusalKind.DuplicateKey, Set(_keys.SetItem(4, Statement.Sign(twice, _federation.Key(4).Signer))));
    }

    [Fact]
    public void Keys_OfAnEarlierBatch_AreRefused()
    {
        var later = new Batch(3, 2);
        var fresh = _federation.Sites.Select(s => Lies.Read<SignedMessage<KeyAdvertisement>>(s.Receive(Invitation(later)))).ToImmutableArray();

        Refused(RefusalKind.Replay, Set(fresh.SetItem(2, _keys[2])));
    }

    [Fact]
    public void Keys_WithoutThisSite_AreRefused() => Refused(RefusalKind.NotAMember, Set(_keys.RemoveAt(0)));

    [Fact]
    public void Keys_OfTooFewSites_AreRefused() => Refused(RefusalKind.TooFewSites, Set(_keys.RemoveRange(2, 2)));

    [Fact]
    public void Keys_InAnotherOrder_AreNoMessage() => Refused(RefusalKind.Malformed, Set([.. _keys.Reverse()]));

    [Fact]
    public void Keys_OfWhichThereAreTwoSets_AreRefusedTheSecondTime()
    {
        Assert.Null(_federation.Sites[0].Receive(Set(_keys)).Refusal);

        Refused(RefusalKind.Equivocation, Set(_keys.RemoveAt(4)));
    }

    // Half of the sites are shown one set and half another. Each is sound; their sites do not take each other's shares.
    [Fact]
    public void Keys_ThatDifferBetweenSites_ShareNothing()
    {
        var deliveries = _federation.Sites.Select(s => Lies.Read<ShareDelivery>(s.Receive(Set(s.Index is 2 or 3 ? _keys.RemoveAt(4) : _keys)))).ToArray();
        var bundle = new ShareBundle([.. deliveries.Where(d => d.Offer.Body.Site is 2 or 3).Select(d => new DealtShares(d.Offer, d.Envelopes.First(e => e.To == 0)))]);

        var step = _federation.Sites[0].Receive(WireMessage.Encode(bundle));

        Lies.AssertRefused(RefusalKind.Equivocation, _federation.Sites[0], step);
        Assert.Equal(2, step.Notes.Length);
    }

    [Fact]
    public void Setup_BoundToARosterThatWasReplaced_IsRefused()
    {
        var next = _federation.Roster.Next(_federation.Roster.Sites);
        Assert.Equal(SiteProgress.RosterPinned, _federation.Sites[0].Receive(WireMessage.Encode(_federation.Sign(next, [0, 1, 2, 3]))).Progress);

        Refused(RefusalKind.StaleRoster, Invitation(new(7, 1)));
        Refused(RefusalKind.OutOfOrder, Set(_keys));
    }

    [Fact]
    public void Roster_WithASiteThatTheOthersDidNotSign_IsRefused()
    {
        var fake = RosterSite.Of(SiteId.Parse("site-999"), new LongTermKey("fake").Public);
        var next = _federation.Roster.Next(_federation.Roster.Sites.Add(fake));
        var signatures = _federation.Sign(next, [0, 1, 2]).Signatures.Add(SignedRoster.Sign(next, fake.Id, new LongTermKey("fake").Signer));

        Refused(RefusalKind.TooFewRosterSignatures, WireMessage.Encode(SignedRoster.Of(next, signatures)));
    }

    [Fact]
    public void Roster_WithALowerThreshold_IsRefusedHoweverManySign()
    {
        var weak = _federation.Roster.Next(_federation.Roster.Sites, _federation.Roster.Terms with { Threshold = 2 });

        Refused(RefusalKind.UnsafeRoster, WireMessage.Encode(_federation.Sign(weak, [0, 1, 2, 3, 4])));
        Lies.AssertRefused(RefusalKind.UnsafeRoster, _federation.Sites[0], _federation.Sites[0].Role.SignRoster(weak));
    }

    [Fact]
    public void Roster_SecondOfAnEpoch_IsNotSigned()
    {
        var (one, other) = (_federation.Roster.Next(_federation.Roster.Sites), _federation.Roster.Next(_federation.Roster.Sites.RemoveAt(4)));
        var site = _federation.Sites[0];

        Assert.Equal(SiteProgress.RosterSigned, site.Keep(site.Role.SignRoster(one)).Progress);
        Assert.Equal(SiteProgress.RosterSigned, site.Keep(site.Role.SignRoster(one)).Progress);
        Lies.AssertRefused(RefusalKind.Equivocation, site, site.Role.SignRoster(other));
        Lies.AssertRefused(RefusalKind.StaleRoster, site, site.Role.SignRoster(_federation.Roster));
    }

    [Fact]
    public void Roster_OtherThanThePinnedOneOfItsEpoch_IsNotSigned()
    {
        var other = _federation.Roster with { Terms = _federation.Roster.Terms with { MinimumCohort = 4 } };

        Lies.AssertRefused(RefusalKind.Equivocation, _federation.Sites[0], _federation.Sites[0].Role.SignRoster(other));
    }

    [Fact]
    public void CoordinatorRole_RefusesWhatSitesWouldRefuse()
    {
        var setup = BatchSetup.Open(_federation.Signed, _batch, _federation.Coordinator.Signer);
        foreach (var key in _keys) (setup, _) = setup.Receive(WireMessage.Encode(key));
        var copied = _keys[4].Body with { ShareKey = _keys[1].Body.ShareKey };
        var missing = BatchSetup.Open(_federation.Signed, _batch, _federation.Coordinator.Signer).Receive(WireMessage.Encode(_keys[1])).Next;

        Assert.Equal(RefusalKind.BadSignature, setup.Receive(WireMessage.Encode(Forge(3, _federation.Coordinator))).Refusal?.Kind);
        Assert.Equal(RefusalKind.Equivocation, setup.Receive(WireMessage.Encode(Statement.Sign(copied, _federation.Key(4).Signer))).Refusal?.Kind);
        Assert.Equal(RefusalKind.DuplicateKey, missing.Receive(WireMessage.Encode(Statement.Sign(copied, _federation.Key(4).Signer))).Refusal?.Kind);
        Assert.Equal(RefusalKind.OutOfOrder, setup.Close().Receive(WireMessage.Encode(Statement.Sign(new ShareReceipt(_federation.Scope, _batch, default, 0, []), _federation.Key(0).Signer))).Refusal?.Kind);
    }

    private byte[] Invitation(Batch batch) => WireMessage.Encode(Statement.Sign(new BatchInvitation(_federation.Scope, batch), _federation.Coordinator.Signer));

    private static byte[] Set(ImmutableArray<SignedMessage<KeyAdvertisement>> keys) => WireMessage.Encode(new KeySet(keys));

    private SignedMessage<KeyAdvertisement> Forge(int site, LongTermKey signer) => Statement.Sign(
        new KeyAdvertisement(_federation.Scope, _batch, site, new EphemeralKey(ScalarOf("0")).PublicKey, [new EphemeralKey(ScalarOf("1")).PublicKey, new EphemeralKey(ScalarOf("2")).PublicKey]), signer.Signer);

    private static byte[] ScalarOf(string seed)
    {
        var bytes = new byte[Scalar.Size];
        Scalar.RandomKey(TestRandomness.Of(seed)).CopyTo(bytes);

        return bytes;
    }

    private void Refused(RefusalKind kind, byte[] message) => Lies.AssertRefused(kind, _federation.Sites[0], _federation.Sites[0].Receive(message));
}
