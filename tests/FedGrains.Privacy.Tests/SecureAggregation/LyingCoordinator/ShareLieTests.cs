using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Privacy.Tests.SecureAggregation.LyingCoordinator;

/// <summary>Lies about shares on their way from site to site.</summary>
public sealed class ShareLieTests
{
    private readonly TestFederation _federation = new(5);
    private readonly BatchSetup _setup;

    public ShareLieTests()
    {
        var setup = _federation.Exchange(BatchSetup.Open(_federation.Signed, new(1, 2), _federation.Coordinator.Signer), null).Close();
        _setup = _federation.Exchange(setup, null).Close();
    }

    private HostedSite Victim => _federation.Sites[0];

    [Fact]
    public void Envelope_MeantForAnotherSite_IsNotTakenIn() => AssertOnlyRefused(1, RefusalKind.BadShares, d => d with { Envelope = Delivery(1).Envelopes.First(e => e.To == 2) });

    [Fact]
    public void Envelope_MeantForAnotherSiteAndReaddressed_IsNotTakenIn() =>
        AssertOnlyRefused(1, RefusalKind.BadShares, d => d with { Envelope = Delivery(1).Envelopes.First(e => e.To == 2) with { To = 0 } });

    // Even a dealer that announces the readdressed envelope cannot make another pair's ciphertext open here.
    [Fact]
    public void Envelope_ReaddressedAndAnnounced_DoesNotOpen()
    {
        var swapped = Delivery(1).Envelopes.First(e => e.To == 2) with { To = 0 };
        var offer = Delivery(1).Offer.Body;
        var announced = Statement.Sign(offer with { Envelopes = offer.Envelopes.SetItem(0, WireMessage.Digest(swapped)) }, _federation.Key(1).Signer);

        AssertOnlyRefused(1, RefusalKind.BadShares, d => new(announced, swapped));
    }

    [Fact]
    public void Envelope_OfAnotherDealer_IsNotTakenIn() => AssertOnlyRefused(1, RefusalKind.BadShares, d => d with { Envelope = Delivery(2).Envelopes.First(e => e.To == 0) });

    [Fact]
    public void Envelope_Tampered_IsNotTakenIn() => AssertOnlyRefused(1, RefusalKind.BadShares, d => d with { Envelope = d.Envelope with { Ciphertext = Flip(d.Envelope.Ciphertext) } });

    [Fact]
    public void Offer_Tampered_IsNotTakenIn() =>
        AssertOnlyRefused(1, RefusalKind.BadSignature, d => d with { Offer = d.Offer with { Body = d.Offer.Body with { SeedCommitments = d.Offer.Body.SeedCommitments.SetItem(0, default) } } });

    [Fact]
    public void Offer_ToOthersThanTheNeighbours_IsNotTakenIn()
    {
        var body = Delivery(1).Offer.Body;

        AssertOnlyRefused(1, RefusalKind.WrongShape, d => d with { Offer = Statement.Sign(body with { Recipients = body.Recipients.RemoveAt(3), Envelopes = body.Envelopes.RemoveAt(3) }, _federation.Key(1).Signer) });
    }

    [Fact]
    public void Offer_OfAnotherBatch_IsNotTakenIn()
    {
        var other = _federation.Exchange(BatchSetup.Open(_federation.Signed, new(3, 2), _federation.Coordinator.Signer), null).Close();
        other = _federation.Exchange(other, null).Close();

        AssertOnlyRefused(2, RefusalKind.Replay, d => new(other.Deliveries[2].Offer, other.Deliveries[2].Envelopes.First(e => e.To == 0)));
    }

    [Fact]
    public void Shares_NotBelowTheOrder_AreNotTakenIn()
    {
        var bad = Delivery(1).Offer.Body;
        var setup = _setup.Keys!;
        using var key = new EphemeralKey(_federation.Sites[1].Role.State.Batches[0].ShareKey.Span);
        using var agreement = key.Agree(setup.Keys.Of(0)!.ShareKey);
        var envelope = EnvelopeCipher.Seal(agreement, setup.Context, 1, 0, Enumerable.Repeat((byte)0xff, 2 * SharePlaintext.PairSize).ToArray(), TestRandomness.Of("nonce"));

        AssertOnlyRefused(1, RefusalKind.BadShares, d => new(Statement.Sign(bad with { Envelopes = bad.Envelopes.SetItem(0, WireMessage.Digest(envelope)) }, _federation.Key(1).Signer), envelope));
    }

    [Fact]
    public void Shares_OfADealerThatDealtBefore_StandAsTheyWere()
    {
        Victim.Receive(Bundle(d => d));
        var before = Victim.Stored;

        var step = Victim.Receive(Bundle(d => d with { Envelope = d.Envelope with { Ciphertext = Flip(d.Envelope.Ciphertext) } }));

        Assert.Null(step.Refusal);
        Assert.Equal(before, Victim.Stored);
    }

    // Who holds no shares of a site would be the reason that a sum cannot be opened without it, so it takes no part.
    private void AssertOnlyRefused(int dealer, RefusalKind kind, Func<DealtShares, DealtShares> lie)
    {
        var step = Victim.Receive(Bundle(d => d.Offer.Body.Site == dealer ? lie(d) : d));

        Assert.Equal(kind, Assert.Single(step.Notes).Kind);
        var receipt = Lies.Read<SignedMessage<ShareReceipt>>(step).Body;
        Assert.Equal(Enumerable.Range(0, 5).Where(s => s != dealer), receipt.Dealers);

        var start = AggregationRound.StartOf(_setup, 1, Lies.Task, Enumerable.Range(0, 5));
        Lies.AssertRefused(RefusalKind.MissingShares, Victim, Victim.Begin(Lies.Invite(_federation, start), Lies.Task));
    }

    private byte[] Bundle(Func<DealtShares, DealtShares> lie) => WireMessage.Encode(new ShareBundle([.. _setup.Deliveries.Where(d => d.Offer.Body.Site != 0).Select(d => lie(new(d.Offer, d.Envelopes.First(e => e.To == 0))))]));

    private ShareDelivery Delivery(int dealer) => _setup.Deliveries[dealer];

    private static byte[] Flip(ReadOnlyMemory<byte> bytes)
    {
        var flipped = bytes.ToArray();
        flipped[20] ^= 1;

        return flipped;
    }
}
