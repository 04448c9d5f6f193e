using System.Collections.Immutable;

using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Privacy.Tests.SecureAggregation.LyingCoordinator;

/// <summary>Sites that lie in the release. They cannot change the sum; they can only be outvoted and named, or spoil the round.</summary>
public sealed class WrongShareTests
{
    [Fact]
    public void WrongShares_FewerThanHalfOfTheSpare_AreDecodedAwayAndTheirMakerIsNamed()
    {
        // Ten sites, threshold 7: three spare shares carry one wrong one.
        var (federation, round) = Released(10, wrong: 1);

        var unmasking = round.Close().Unmask();

        Assert.Equal([0], unmasking.Liars);
        Assert.Equal(federation.PlainSum(Enumerable.Range(0, 10)), federation.Sum(round.Close()));
    }

    [Fact]
    public void WrongShares_TooMany_AreNoticedAndNothingIsOpened()
    {
        var (_, round) = Released(4, wrong: 1);

        var unmasking = round.Close().Unmask();

        Assert.Null(unmasking.Plan);
        Assert.Equal(RefusalKind.WrongSecret, unmasking.Refusal!.Kind);
        Assert.Contains("site-000", unmasking.Refusal.Sentence);
    }

    [Fact]
    public void Release_WithSharesThatWereNotAskedFor_IsRefused()
    {
        var (federation, round) = Released(5, wrong: 0, releases: 4);
        var extra = federation.Sites[4].Receive(round.Outgoing().Single().Message);
        var body = WireMessage.Parse<SignedMessage<ShareRelease>>(extra.Reply.Span).Body;

        void Refused(ImmutableArray<ReleasedShare> shares) =>
            Assert.Equal(RefusalKind.WrongShape, round.Receive(WireMessage.Encode(Statement.Sign(body with { Shares = shares }, federation.Key(4).Signer))).Refusal?.Kind);

        Refused(body.Shares.RemoveAt(0));
        Refused(body.Shares.SetItem(0, body.Shares[0] with { Kind = ShareKind.MaskKey }));
        Assert.Null(round.Receive(extra.Reply.Span).Refusal);
    }

    private static (TestFederation, AggregationRound) Released(int sites, int wrong, int? releases = null)
    {
        var federation = new TestFederation(sites);
        federation.FillInputs(Lies.Length);
        var round = federation.Open(federation.Setup(new(1, 1)), 1, Lies.Task);
        foreach (var upload in Lies.Upload(federation, round.Start, Enumerable.Range(0, sites))) (round, _) = round.Receive(WireMessage.Encode(upload));

        round = round.Close();
        foreach (var (to, message) in round.Outgoing().ToArray()) (round, _) = round.Receive(federation.Site(to).Receive(message).Reply.Span);

        round = round.Close();
        foreach (var (to, message) in round.Outgoing().Take(releases ?? sites).ToArray()) (round, _) = round.Receive(Release(federation, to, message, wrong));

        return (federation, round);
    }

    private static byte[] Release(TestFederation federation, SiteId to, ReadOnlyMemory<byte> request, int wrong)
    {
        var signed = WireMessage.Parse<SignedMessage<ShareRelease>>(federation.Site(to).Receive(request).Reply.Span);
        var site = signed.Body.Site;
        if (site >= wrong) return WireMessage.Encode(signed);

        var bad = new byte[Scalar.Size];
        Scalar.One.CopyTo(bad);

        return WireMessage.Encode(Statement.Sign(signed.Body with { Shares = [.. signed.Body.Shares.Select(s => s with { Value = bad })] }, federation.Key(site).Signer));
    }
}
