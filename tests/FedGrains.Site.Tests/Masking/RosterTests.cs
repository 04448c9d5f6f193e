using FedGrains.Core.Identifiers;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Site.Configuration;
using FedGrains.Site.Masking;
using FedGrains.Site.Tests.Testing;

namespace FedGrains.Site.Tests.Masking;

/// <summary>How a site comes to a roster: its operator's word, or the configuration's, and never the coordinator's alone.</summary>
public sealed class RosterTests : MaskedSiteTests
{
    private static readonly RosterOptions Confirm = new();

    [Fact]
    public async Task FirstRoster_UnconfirmedYet_IsShownAndNothingIsSigned()
    {
        await using var site = await Start(Confirm);
        var status = await Offered(site);

        Assert.Null(status.InForce);
        Assert.Null(status.Agreed);
        Assert.Equal(Federation.Roster!.Digest().ToDigest(), status.Offered!.Digest);
        Assert.Equal(["cardiff", "leeds", "oxford", "york"], status.Offered.Sites.Select(s => s.Site));
        Assert.Equal(status.Key, status.Offered.Sites[1].Key);
        Assert.Equal(Digest.Of(Coordinator.PublicKey), status.Key);
        Assert.Equal(Digest.Of(Federation.Roster.Coordinator.ToSpki()), status.Offered.Coordinator);
        Assert.Equal((1L, null, 3, 3), (status.Offered.Epoch, status.Offered.Previous, status.Offered.Threshold, status.Offered.MinimumCohort));
        Assert.Equal(["cardiff", "oxford"], status.Offered.SignedBy);
        Assert.Empty(Federation.Sent);
        Assert.True(Log.Has($"the coordinator offers roster 1 with digest {status.Offered.Digest}"));
    }

    [Fact]
    public async Task Confirmed_IsSignedAndInForceOnceEnoughHaveSigned()
    {
        await using var site = await Start(Confirm);
        var digest = (await Offered(site)).Offered!.Digest;

        var answer = await Masking(site).Confirm(digest);
        await Federation.Ready.Next();
        var status = await Masking(site).Rosters();

        Assert.Null(answer.Refusal);
        Assert.Equal(digest, answer.Status.Agreed);
        Assert.Equal(digest, status.InForce!.Digest);
        Assert.Null(status.Offered);
        Assert.Null((await Masking(site).Confirm(digest)).Refusal);
        Assert.Equal(1, Sent(MessageKind.RosterSignature));
    }

    [Fact]
    public async Task Confirmed_AnotherDigestThanIsOffered_IsRefused()
    {
        await using var site = await Start(Confirm);
        await Offered(site);
        var other = Digest.Of("another"u8);

        Assert.Contains($"and not {other}. If the other sites have the one you named, something is wrong at the coordinator", (await Masking(site).Confirm(other)).Refusal, StringComparison.Ordinal);
        Assert.Contains("No roster is in force at this site, so there is none that could follow.", (await Masking(site).Sign(other)).Refusal, StringComparison.Ordinal);
        Assert.Empty(Federation.Sent);
    }

    [Fact]
    public async Task Confirmed_WithNothingOffered_IsRefused()
    {
        Federation.OnTheWay = _ => null;
        await using var site = await Start(Confirm);

        Assert.StartsWith("The coordinator has offered no roster", (await Masking(site).Confirm(Digest.Of("any"u8))).Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Confirmed_AndKilled_IsSignedAgainWithoutBeingAskedAgain(bool after)
    {
        var death = new Death(nameof(IMaskingGrain.Confirm), after);
        Digest digest;

        await using (var site = await Start(Confirm, death))
        {
            digest = (await Offered(site)).Offered!.Digest;
            await Assert.ThrowsAnyAsync<Exception>(() => Masking(site).Confirm(digest));
            await death.Came;
        }

        await using var again = await Start(Confirm);
        if (!after) await Masking(again).Confirm((await Offered(again)).Offered!.Digest);
        await Federation.Ready.Next();

        Assert.Equal(digest, (await Masking(again).Rosters()).InForce!.Digest);
    }

    public static TheoryData<string, string> BadRosters() => new()
    {
        { "stranger", "leeds is not in roster 1." },
        { "key", "Roster 1 has another key for leeds than this site's." },
        { "federation", "The roster is of lungs; this site is in hearts." },
        { "threshold", "threshold: 2 of 4 is not more than two thirds" },
        { "signature", "The signature of cardiff on roster 1 is not by its key." },
    };

    [Theory]
    [MemberData(nameof(BadRosters))]
    public async Task FirstRoster_ThatCannotBe_IsRefusedEvenWhenTrusted(string lie, string sentence)
    {
        Federation.OnTheWay = message => WireMessage.Kind(message) is MessageKind.SignedRoster ? WireMessage.Encode(Lie(WireMessage.Parse<SignedRoster>(message), lie)) : message;
        await using var site = await Start();
        await Until.True(() => Log.Has(sentence));

        Assert.Null((await Masking(site).Rosters()).Offered);
        Assert.Empty(Federation.Sent);
    }

    [Fact]
    public async Task BeforeOneIsInForce_AnotherProposal_IsConfirmedInItsPlace()
    {
        Federation.OnTheWay = message => WireMessage.Kind(message) is MessageKind.SignedRoster ? WireMessage.Encode(new SignedRoster(Federation.Roster! with { Terms = Federation.Roster.Terms with { MinimumCohort = 4 } }, [])) : message;
        await using var site = await Start(Confirm);
        var first = (await Offered(site)).Offered!.Digest;
        await Masking(site).Confirm(first);
        await Until.True(() => Sent(MessageKind.RosterSignature) > 0);
        Assert.Null((await Masking(site).Rosters()).InForce);

        Federation.OnTheWay = message => message;
        Federation.Resend();
        await Until.True(async () => (await Masking(site).Rosters()).Offered?.Digest != first);
        Assert.Equal(first, (await Masking(site).Rosters()).Agreed);
        await Masking(site).Confirm(Federation.Roster!.Digest().ToDigest());
        await Until.True(async () => (await Masking(site).Rosters()).InForce?.Digest == Federation.Roster.Digest().ToDigest());
    }

    [Fact]
    public async Task NextRoster_IsSignedByTheOperatorEvenWhereTheFirstWasTrusted()
    {
        await using var site = await StartReady();
        var before = (await Masking(site).Rosters()).InForce!;
        var next = Federation.Roster!.Next(Federation.Roster.Sites.RemoveAt(3));
        var signatures = Federation.Peers[..2].Select(p => p.Sign(next)).ToArray();
        Federation.Send(WireMessage.Encode(SignedRoster.Of(next, signatures)));

        var status = await Offered(site);
        Assert.Equal((before.Digest, before.Digest), (status.InForce!.Digest, status.Offered!.Previous!.Value));
        Assert.Contains("in force at this site already", (await Masking(site).Confirm(next.Digest().ToDigest())).Refusal, StringComparison.Ordinal);
        Assert.Equal(1, Sent(MessageKind.RosterSignature));

        Assert.Null((await Masking(site).Sign(next.Digest().ToDigest())).Refusal);
        await Until.True(() => Sent(MessageKind.RosterSignature) == 2);

        // Lost on its way: it is offered again without this site's signature, which is then given again.
        Federation.Send(WireMessage.Encode(SignedRoster.Of(next, signatures)));
        await Until.True(() => Sent(MessageKind.RosterSignature) == 3);

        Federation.Send(WireMessage.Encode(SignedRoster.Of(next, [.. signatures, Federation.LastRosterSignature!])));
        await Until.True(async () => (await Masking(site).Rosters()) is { InForce: { Epoch: 2, Sites.Length: 3 }, Offered: null });
    }

    [Fact]
    public async Task NextRoster_OfTwoOfAnEpoch_IsSignedOnce()
    {
        await using var site = await StartReady();
        var next = Federation.Roster!.Next(Federation.Roster.Sites.RemoveAt(3));
        var other = Federation.Roster.Next(Federation.Roster.Sites.RemoveAt(0));
        Federation.Send(WireMessage.Encode(new SignedRoster(next, [])));
        await Offered(site);
        await Masking(site).Sign(next.Digest().ToDigest());
        Federation.Send(WireMessage.Encode(new SignedRoster(other, [])));
        await Until.True(async () => (await Masking(site).Rosters()).Offered?.Digest == other.Digest().ToDigest());

        Assert.Equal("This site has signed another roster 2.", (await Masking(site).Sign(other.Digest().ToDigest())).Refusal);
    }

    private SignedRoster Lie(SignedRoster told, string lie)
    {
        var roster = told.Roster;

        return lie switch
        {
            "stranger" => new(roster with { Sites = roster.Sites.RemoveAt(1), Terms = RosterTerms.For(3) }, []),
            "key" => new(roster with { Sites = roster.Sites.SetItem(1, RosterSite.Of(roster.Sites[1].Id, new PeerSite("leeds").Member.Key)) }, []),
            "federation" => new(roster with { Federation = FederationName.Parse("lungs") }, []),
            "threshold" => new(roster with { Terms = roster.Terms with { Threshold = 2 } }, []),
            _ => new(roster, [told.Signatures[0] with { Signature = told.Signatures[1].Signature }]),
        };
    }

    private static async Task<RosterStatus> Offered(SiteUnderTest site)
    {
        await Until.True(async () => (await Masking(site).Rosters()).Offered is not null);

        return await Masking(site).Rosters();
    }
}
