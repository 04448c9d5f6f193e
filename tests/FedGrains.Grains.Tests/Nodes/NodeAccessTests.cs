using System.Text;

using FedGrains.Contracts.Federations;
using FedGrains.Contracts.Nodes;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Nodes;
using FedGrains.Grains.Tests.Grids;
using FedGrains.Grains.Tests.Sites;

namespace FedGrains.Grains.Tests.Nodes;

[Collection(SharedClockedGrid.Name)]
public sealed class NodeAccessTests(ClockedGrid grid)
{
    private static readonly NodeId Leeds = new("leeds");

    [Fact]
    public async Task Enrol_WithTheTokenThatWasIssued_OpensTheGate()
    {
        var (hospitals, invitation) = await Invited("enrol");
        Assert.Null(await Gate(hospitals).PublicKey());

        Assert.Equal(EnrolOutcome.WrongToken, await Enrol(hospitals, "guess", "key"));
        Assert.Equal(EnrolOutcome.Enrolled, await Enrol(hospitals, invitation.Token!, "key"));
        Assert.Equal(EnrolOutcome.AlreadyEnrolled, await Enrol(hospitals, invitation.Token!, "key"));
        Assert.Equal(EnrolOutcome.TokenSpent, await Enrol(hospitals, invitation.Token!, "thief's key"));
        Assert.Equal("key", await Gate(hospitals).PublicKey());
    }

    [Fact]
    public async Task Enrol_AfterTheInvitationExpired_IsRefused()
    {
        var (hospitals, invitation) = await Invited("expired");
        Assert.Equal(grid.Clock.GetUtcNow() + TimeSpan.FromHours(1), invitation.Expires);

        grid.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(EnrolOutcome.TokenExpired, await Enrol(hospitals, invitation.Token!, "key"));
    }

    [Fact]
    public async Task Invite_Again_TheTokenBeforeStopsWorking()
    {
        var (hospitals, first) = await Invited("again");
        var second = await hospitals.Federation.Invite(Leeds, TimeSpan.FromHours(1));
        Assert.NotEqual(first.Token, second.Token);

        Assert.Equal(EnrolOutcome.WrongToken, await Enrol(hospitals, first.Token!, "key"));
        Assert.Equal(EnrolOutcome.Enrolled, await Enrol(hospitals, second.Token!, "key"));

        var third = await hospitals.Federation.Invite(Leeds, TimeSpan.FromHours(1));
        Assert.Equal((InviteOutcome.AlreadyEnrolled, null), (third.Outcome, third.Token));
        Assert.Equal("key", await Gate(hospitals).PublicKey());
    }

    [Fact]
    public async Task Revoke_ShutsTheGateForGood()
    {
        var (hospitals, invitation) = await Invited("revoked");
        var gateway = new Gateway();
        await Enrol(hospitals, invitation.Token!, "key");
        await hospitals.Node<INodeGrain>(Leeds).Revoke();

        Assert.Null(await Gate(hospitals).PublicKey());
        Assert.False((await hospitals.Node<INodeConnectionGrain>(Leeds).Attach(gateway.Connection, grid.Cluster.Client.CreateObjectReference<INodeObserver>(gateway), "test", isNew: true)).Current);
        Assert.Equal(EnrolOutcome.Revoked, await Enrol(hospitals, invitation.Token!, "key"));
        Assert.Equal(InviteOutcome.Revoked, (await hospitals.Federation.Invite(Leeds, TimeSpan.FromHours(1))).Outcome);
        Assert.Equal(NodePhase.Revoked, Assert.Single(await hospitals.Federation.Nodes()).Node.Phase);
    }

    [Fact]
    public async Task NeverInvited_IsNothing()
    {
        var hospitals = new Hospitals(grid, "stranger", "leeds");

        Assert.Null(await hospitals.Node<INodeGrain>(Leeds).Describe());
        Assert.Null(await Gate(hospitals).PublicKey());
        Assert.Equal(EnrolOutcome.WrongToken, await Enrol(hospitals, "token", "key"));
        await hospitals.Node<INodeGrain>(Leeds).RegisterDataset(Hospitals.Summary());
        await hospitals.Node<INodeGrain>(Leeds).Revoke();
        Assert.Null(await hospitals.Node<INodeGrain>(Leeds).Describe());
    }

    [Fact]
    public async Task Use_AnAssertion_OnceAndOnlyIfItWasIssuedSinceTheGateCameUp()
    {
        var (hospitals, _) = await Invited("assertions");
        var now = grid.Clock.GetUtcNow();

        Assert.True(await Gate(hospitals).Use("one", now, now.AddSeconds(60)));
        Assert.False(await Gate(hospitals).Use("one", now, now.AddSeconds(60)));
        Assert.True(await Gate(hospitals).Use("two", now, now.AddSeconds(60)));

        // A gate that comes up again has forgotten what was used, and takes nothing from before.
        grid.Clock.Advance(TimeSpan.FromSeconds(1));
        await grid.Cluster.DeactivateAsync(Gate(hospitals));
        Assert.False(await Gate(hospitals).Use("three", now, now.AddSeconds(60)));
        Assert.True(await Gate(hospitals).Use("four", now.AddSeconds(1), now.AddSeconds(61)));
    }

    // Used at 8:00:00, signed as of 8:00:20. The gate that comes up at 8:00:01 has forgotten it and must not take it again.
    [Fact]
    public async Task Use_SiteWhoseClockIsAhead_NothingFromBeforeTheGateCameUpIsGoodAgain()
    {
        var (hospitals, _) = await Invited("ahead");
        var (gate, now) = (Gate(hospitals), grid.Clock.GetUtcNow());
        Assert.True(await Use(gate, "used", now.AddSeconds(20)));

        await ComeUpAgain(gate, TimeSpan.FromSeconds(1));
        Assert.False(await Use(gate, "used", now.AddSeconds(20)));
        Assert.False(await Use(gate, "signed before and not used", now.AddSeconds(20.999)));

        // The site signs another one, and its clock has gone on as this one has.
        Assert.True(await Use(gate, "fresh", now.AddSeconds(21)));
    }

    [Fact]
    public async Task Use_SiteWhoseClockWasPutRight_WaitsOutWhatItWasAhead()
    {
        var (hospitals, _) = await Invited("put-right");
        var (gate, now) = (Gate(hospitals), grid.Clock.GetUtcNow());
        Assert.True(await Use(gate, "used", now.AddSeconds(20)));
        await ComeUpAgain(gate, TimeSpan.FromSeconds(1));

        grid.Clock.Advance(TimeSpan.FromSeconds(20) - TimeSpan.FromTicks(1));
        Assert.False(await Use(gate, "too early", grid.Clock.GetUtcNow()));
        grid.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.True(await Use(gate, "fresh", grid.Clock.GetUtcNow()));
    }

    [Fact]
    public async Task Use_TheFurthestLeadCounts_HoweverLongAgo()
    {
        var (hospitals, _) = await Invited("furthest");
        var (gate, now) = (Gate(hospitals), grid.Clock.GetUtcNow());
        Assert.True(await Use(gate, "one", now.AddSeconds(10)));
        Assert.True(await Use(gate, "two", now.AddSeconds(30)));
        Assert.True(await Use(gate, "three", now.AddSeconds(5)));

        for (var life = 2; life <= 3; life++)
        {
            await ComeUpAgain(gate, TimeSpan.FromSeconds(1));
            Assert.False(await Use(gate, "one", now.AddSeconds(10)));
            Assert.False(await Use(gate, "two", now.AddSeconds(30)));
            Assert.False(await Use(gate, "three", now.AddSeconds(5)));
        }
    }

    [Fact]
    public async Task Use_SiteWhoseClockIsRight_WaitsForNothing()
    {
        var (hospitals, invitation) = await Invited("right");
        await Enrol(hospitals, invitation.Token!, "key");
        var (gate, now) = (Gate(hospitals), grid.Clock.GetUtcNow());
        Assert.True(await Use(gate, "right", now));

        await ComeUpAgain(gate, TimeSpan.FromMilliseconds(1));
        Assert.True(await Use(gate, "fresh", grid.Clock.GetUtcNow()));
        Assert.Equal("key", await gate.PublicKey());
    }

    // Anyone can name a node that there is not.
    [Fact]
    public async Task PublicKey_OfANodeThatIsNot_LeavesNothingInMemory()
    {
        var gate = Gate(new Hospitals(grid, "invented", "leeds"));

        Assert.Null(await gate.PublicKey());
        await Eventually.Holds(() => Task.FromResult(!grid.IsActive(gate)));
    }

    private static Task<bool> Use(INodeAccessGrain gate, string id, DateTimeOffset issuedAt) => gate.Use(id, issuedAt, issuedAt.AddSeconds(60));

    private async Task ComeUpAgain(INodeAccessGrain gate, TimeSpan later)
    {
        grid.Clock.Advance(later);
        await grid.Cluster.DeactivateAsync(gate);
        await gate.PublicKey();
    }

    private async Task<(Hospitals Hospitals, InvitationIssued Invitation)> Invited(string federation)
    {
        var hospitals = new Hospitals(grid, federation, "leeds");
        await hospitals.Federation.Create("Heart disease");

        return (hospitals, await hospitals.Federation.Invite(Leeds, TimeSpan.FromHours(1)));
    }

    private static Task<EnrolOutcome> Enrol(Hospitals hospitals, string token, string key) =>
        hospitals.Node<INodeGrain>(Leeds).Enrol(Digest.Of(Encoding.UTF8.GetBytes(token)), key);

    private static INodeAccessGrain Gate(Hospitals hospitals) => hospitals.Node<INodeAccessGrain>(Leeds);
}
