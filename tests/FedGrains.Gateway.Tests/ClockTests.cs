using FedGrains.Contracts.Federations;
using FedGrains.Contracts.Nodes;
using FedGrains.Core.Rounds;
using FedGrains.Gateway.Tests.Hosting;
using FedGrains.Gateway.Tests.Sites;

using Grpc.Core;

namespace FedGrains.Gateway.Tests;

/// <summary>What time brings about, on a coordinator whose clock is set forward.</summary>
public sealed class ClockTests(TestCoordinator coordinator) : IClassFixture<TestCoordinator>
{
    [Fact]
    public async Task Enrol_TokenExpired_IsRefusedUntilInvitedAgain()
    {
        await using var federation = await TestFederation.Create(coordinator);
        var (site, token) = (federation.Site("amber"), await federation.Invite("amber", TimeSpan.FromHours(1)));
        coordinator.Clock.Advance(TimeSpan.FromHours(1));

        (await Assert.ThrowsAsync<RpcException>(() => site.Enrol(token)))
            .Is(StatusCode.DeadlineExceeded, "TokenExpired", "token:", "expired").IsAuditedAsClaimed(coordinator, site.Node, "Enrol");
        await site.Enrol(await federation.Invite("amber"));
    }

    [Fact]
    public async Task Enrol_AgainAfterTheTokenExpired_IsAnsweredAlike()
    {
        await using var federation = await TestFederation.Create(coordinator);
        var (site, token) = (federation.Site("amber"), await federation.Invite("amber", TimeSpan.FromHours(1)));
        var answer = await site.Enrol(token);
        coordinator.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(answer, await site.Enrol(token));
    }

    [Fact]
    public async Task Call_AssertionThatWasUsedAndHasExpired_IsRefused()
    {
        await using var federation = await TestFederation.Create(coordinator);
        var site = await federation.Enrol("amber");
        var assertion = site.Assertion("ReportFailure");
        await Passes(site, assertion);
        coordinator.Clock.Advance(TimeSpan.FromSeconds(89));
        (await Assert.ThrowsAsync<RpcException>(() => Probe(site, assertion))).Is(StatusCode.Unauthenticated, "replayed");

        coordinator.Clock.Advance(TimeSpan.FromSeconds(3));
        (await Assert.ThrowsAsync<RpcException>(() => Probe(site, assertion))).Is(StatusCode.Unauthenticated, "expired", "check the site's clock");
    }

    [Fact]
    public async Task Call_ClockALittleSlow_PassesOnceTheGateHasBeenUpForLonger()
    {
        await using var federation = await TestFederation.Create(coordinator);
        var site = await federation.Enrol("amber");
        (await Assert.ThrowsAsync<RpcException>(() => Probe(site, Slow(site)))).Is(StatusCode.Unauthenticated, "replayed");

        coordinator.Clock.Advance(TimeSpan.FromSeconds(30));
        await Passes(site, Slow(site));
    }

    [Fact]
    public async Task Heartbeat_KeepsANodeConnectedAndSilenceDoesNot()
    {
        await using var federation = await TestFederation.Create(coordinator, "amber");
        var patience = ConnectionRules.LostAfter - TimeSpan.FromSeconds(2);
        coordinator.Clock.Advance(patience);
        Assert.True((await Status(federation)).Connected);

        var before = (await Status(federation)).LastSeen;
        await federation["amber"].Line.Heartbeat();
        await Eventually.Be("the heartbeat is heard", async () => (await Status(federation)).LastSeen > before);

        coordinator.Clock.Advance(patience);
        Assert.True((await Status(federation)).Connected);
        coordinator.Clock.Advance(patience);
        Assert.False((await Status(federation)).Connected);
    }

    [Fact]
    public async Task Upload_AfterTheDeadline_IsRefusedAndTheRoundIsTriedAgain()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber", "birch");
        await using var _ = federation;
        var site = federation["amber"];
        using var late = site.BeginUpload();
        var work = new Work(site.Node, assignment);
        await late.Open(work.Signed(site.Key));
        await late.Send(0, work.Sealed);
        await coordinator.TakesIn(site.Node, work);

        coordinator.Clock.Advance(TestFederation.Configuration().RoundDeadline + TimeSpan.FromSeconds(1));

        // Too late, or closed for that very reason: the round looks at its clock every few seconds.
        foreach (var (method, act) in ((string, Func<Task>)[])[("UploadUpdate", late.Receipt), ("OpenUpdate", () => site.Send(work))])
        {
            var refusal = await Assert.ThrowsAsync<RpcException>(act);
            Assert.Contains((refusal.StatusCode, refusal.Trailers.GetValue(RefusalAssertions.ReasonTrailer)), ((StatusCode, string?)[])[(StatusCode.DeadlineExceeded, "TooLate"), (StatusCode.FailedPrecondition, "Closed")]);
            refusal.IsAudited(coordinator, site.Node, method);
        }

        var round = await federation.RoundEnded(1);
        Assert.Equal((RoundPhase.Abandoned, 0), (round.Phase, round.Contributors.Length));
    }

    [Fact]
    public async Task Deadline_PastWithAQuorum_CheckpointsWithoutTheOthers()
    {
        await using var federation = await TestFederation.Create(coordinator, "amber", "birch");
        await federation.StartRun(TestFederation.Configuration() with { MinimumNodes = 1 });
        var assignment = await federation.Assigned();
        await federation["amber"].Send(new Work(federation["amber"].Node, assignment));

        coordinator.Clock.Advance(TestFederation.Configuration().RoundDeadline + TimeSpan.FromSeconds(1));

        var round = await federation.RoundEnded(1);
        Assert.Equal((RoundPhase.Checkpointed, "amber", "birch"), (round.Phase, round.Contributors.Single().Node.Value, round.Absences.Single().Node.Value));
        Assert.Equal(assignment.Run, (await federation["birch"].Line.Withdrawn()).Run);
        await federation["birch"].Refused("OpenUpdate", () => federation["birch"].Send(new Work(federation["birch"].Node, assignment)), StatusCode.FailedPrecondition, "Closed", "has closed");
    }

    private static string Slow(TestSite site) => site.Assertion("ReportFailure", claims =>
    {
        foreach (var (claim, by) in (ReadOnlySpan<(string, long)>)[("iat", 25), ("exp", 25), ("iat_ms", 25_000)]) claims[claim] = claims[claim]!.GetValue<long>() - by;
    });

    private static async Task Passes(TestSite site, string assertion) => (await Assert.ThrowsAsync<RpcException>(() => Probe(site, assertion))).Is(StatusCode.NotFound, "no-round");

    private static async Task Probe(TestSite site, string assertion) =>
        await site.Client.ReportFailureAsync(new() { Run = "nothing", Round = 1, Reason = "none" }, TestSite.With(assertion));

    private static async Task<NodeStatus> Status(TestFederation federation) => Assert.Single(await federation.Grain.Nodes());
}
