using FedGrains.Gateway.Tests.Hosting;
using FedGrains.Gateway.Tests.Sites;

using Grpc.Core;

namespace FedGrains.Gateway.Tests;

/// <summary>A coordinator that goes and comes back on the same folder: what it acknowledged it still knows.</summary>
public sealed class RestartTests(TestCoordinator coordinator) : IClassFixture<TestCoordinator>
{
    [Fact]
    public async Task Restart_InARound_TheRoundGoesOn()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber", "birch");
        await using var _ = federation;
        var (amber, birch) = (federation["amber"], federation["birch"]);
        var work = new Work(amber.Node, assignment);
        var receipt = await amber.Send(work);

        await Restart(amber, birch);

        Assert.Equal(receipt, await amber.Send(work));
        await amber.Refused("OpenUpdate", () => amber.Send(new Work(amber.Node, assignment, new int[14])), StatusCode.AlreadyExists, "Equivocation");
        await birch.Connect();
        var again = await birch.Line.Assigned();
        Assert.Equal((assignment.Run, assignment.Round, assignment.BaseDigest, assignment.Configuration), (again.Run, again.Round, again.BaseDigest, again.Configuration));
        Assert.Equal(assignment.BaseLength, (await birch.Download(again)).Length);
        await federation.FinishRound(again);
    }

    [Fact]
    public async Task Restart_InAnUpload_GoesOnFromWhatArrived()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, TestFederation.Long(), "amber");
        await using var _ = federation;
        var site = federation["amber"];
        var work = new Work(site.Node, assignment);

        using (var cut = site.BeginUpload())
        {
            await cut.Open(work.Signed(site.Key));
            await cut.Send(0, work.Sealed[..1500]);
            (await Assert.ThrowsAsync<RpcException>(cut.Receipt)).Is(StatusCode.InvalidArgument, "truncated");
        }

        await Restart(site);

        using var resumed = site.BeginUpload();
        Assert.Equal(1024, await resumed.Open(work.Signed(site.Key)));
        await resumed.SendPieces(1024, work.Seal(work.Bytes, from: 1024), piece: 11);
        await resumed.Receipt();
        Assert.Single((await federation.RoundEnded(1)).Contributors);
    }

    [Fact]
    public async Task Restart_Enrolled_IsStillKnownAndTheTokenStillSpent()
    {
        await using var federation = await TestFederation.Create(coordinator);
        var (site, token) = (federation.Site("amber"), await federation.Invite("amber"));
        var answer = await site.Enrol(token);

        await Restart(site);

        Assert.Equal(answer, await site.Enrol(token));
        await ConnectAgain(site);
        await using var thief = new TestSite(coordinator, site.Node);
        (await Assert.ThrowsAsync<RpcException>(() => thief.Enrol(token))).Is(StatusCode.AlreadyExists, "TokenSpent");
    }

    // A gate that comes up with the call cannot know that the call's assertion was not used before: a site signs a new one.
    private static async Task ConnectAgain(TestSite site)
    {
        try
        {
            await site.Connect();
        }
        catch (RpcException refusal) when (refusal.StatusCode is StatusCode.Unauthenticated)
        {
            await site.Connect();
        }
    }

    [Fact]
    public async Task Restart_AssertionFromBefore_IsRefusedWhetherItWasUsedOrNot()
    {
        await using var federation = await TestFederation.Create(coordinator);
        var site = await federation.Enrol("amber");
        var (used, unused) = (site.Assertion("ReportFailure"), site.Assertion("ReportFailure"));
        (await Assert.ThrowsAsync<RpcException>(() => Probe(site, used))).Is(StatusCode.NotFound, "no-round");

        await Restart(site);

        foreach (var assertion in (string[])[used, unused])
        {
            (await Assert.ThrowsAsync<RpcException>(() => Probe(site, assertion)))
                .Is(StatusCode.Unauthenticated, "replayed", "used before, or may have been").IsAuditedAsClaimed(coordinator, site.Node, "ReportFailure");
        }

        (await Assert.ThrowsAsync<RpcException>(() => Probe(site, site.Assertion("ReportFailure")))).Is(StatusCode.NotFound, "no-round");
    }

    [Theory]
    [InlineData(5)]
    [InlineData(29)]
    public async Task Restart_SiteWhoseClockIsAhead_IsSafeFromReplaysAndComesBackByItself(int ahead)
    {
        await using var federation = await TestFederation.Create(coordinator);
        var site = await federation.Enrol("amber");
        var used = Ahead(site, ahead);
        (await Assert.ThrowsAsync<RpcException>(() => Probe(site, used))).Is(StatusCode.NotFound, "no-round");

        await Restart(site);

        (await Assert.ThrowsAsync<RpcException>(() => Probe(site, used))).Is(StatusCode.Unauthenticated, "replayed");
        await Eventually.Be("a fresh assertion passes", async () => (await Assert.ThrowsAsync<RpcException>(() => Probe(site, Ahead(site, ahead)))).StatusCode is StatusCode.NotFound);
        (await Assert.ThrowsAsync<RpcException>(() => Probe(site, used))).Is(StatusCode.Unauthenticated, "replayed");
    }

    private static string Ahead(TestSite site, int seconds) => site.Assertion("ReportFailure", claims =>
    {
        foreach (var (claim, by) in (ReadOnlySpan<(string, long)>)[("iat", seconds), ("exp", seconds), ("iat_ms", seconds * 1000)]) claims[claim] = claims[claim]!.GetValue<long>() + by;
    });

    [Fact]
    public async Task Restart_AuditTrail_IsContinued()
    {
        await using var federation = await TestFederation.Create(coordinator);
        var site = federation.Site("amber");
        (await Assert.ThrowsAsync<RpcException>(() => site.Enrol("token"))).Is(StatusCode.PermissionDenied, "WrongToken");
        var before = coordinator.Audit();

        await Restart(site);
        (await Assert.ThrowsAsync<RpcException>(() => site.Enrol("token"))).Is(StatusCode.PermissionDenied, "WrongToken");

        Assert.Equal(before, coordinator.Audit()[..^1]);
    }

    private async Task Restart(params TestSite[] sites)
    {
        var gone = sites.SelectMany(s => s.Connections).Select(c => c.Gone()).ToArray();
        await coordinator.Restart();
        await Task.WhenAll(gone);

        foreach (var site in sites) site.Redial();
    }

    private static async Task Probe(TestSite site, string assertion) =>
        await site.Client.ReportFailureAsync(new() { Run = "nothing", Round = 1, Reason = "none" }, TestSite.With(assertion));
}
