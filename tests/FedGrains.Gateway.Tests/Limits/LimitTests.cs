using System.Net;

using FedGrains.Gateway.Tests.Hosting;
using FedGrains.Gateway.Tests.Sites;

using Grpc.Core;

namespace FedGrains.Gateway.Tests.Limits;

/// <summary>What callers who have not proved who they are can take of the gateway.</summary>
public sealed class LimitTests : IAsyncLifetime
{
    private const string Garbage = "garbage";

    private readonly TestCoordinator _coordinator = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _coordinator.DisposeAsync();

    [Fact]
    public async Task Call_BadAssertionsBeyondTheLimit_AreRefusedAlikeAndAuditedAsANumber()
    {
        await Start(refusals: 3);
        await using var stranger = Stranger();
        for (var i = 0; i < 3; i++) (await Refused(stranger)).Is(StatusCode.Unauthenticated, "bad-assertion");

        for (var i = 0; i < 4; i++) (await Refused(stranger)).Is(StatusCode.ResourceExhausted, "too-many", "address:", "127.0.0.1", "Wait a minute");

        Assert.Equal(["bad-assertion", "bad-assertion", "bad-assertion"], _coordinator.Audit().Select(l => l.Reason));

        // A coordinator that stops writes what it has counted.
        await _coordinator.Stop();
        var last = _coordinator.Audit()[3..].Single();
        Assert.Equal((null, null, "refused", "too-many"), (last.Node, last.Claimed, last.Outcome, last.Reason));
        Assert.StartsWith("4 more calls from 127.0.0.1 were refused", last.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_OfAnEnrolledSiteAtTheSameAddress_IsNeverLimited()
    {
        await Start(refusals: 1);
        await using var federation = await TestFederation.Create(_coordinator);
        var site = await federation.Enrol("amber");
        await Flood();

        await site.Connect(TestFederation.Dataset());
        for (var i = 0; i < 5; i++) await site.Refused("ReportFailure", () => site.ReportFailure("nothing", 1, "none"), StatusCode.NotFound, "no-round");
    }

    [Fact]
    public async Task Call_FromAnotherAddress_HasALimitOfItsOwn()
    {
        Assert.SkipWhen(OperatingSystem.IsMacOS(), "macOS has one loopback address.");
        await Start(refusals: 1);
        await Flood();

        await using var other = new TestSite(_coordinator, new(new("hospitals"), new("amber")), from: IPAddress.Parse("127.0.0.2"));
        (await Refused(other)).Is(StatusCode.Unauthenticated, "bad-assertion");
        (await Refused(other)).Is(StatusCode.ResourceExhausted, "too-many", "127.0.0.2");
    }

    [Fact]
    public async Task Call_InANameThatNobodyHas_IsRefusedAndCounted()
    {
        await Start(refusals: 1);
        await using var stranger = Stranger();

        (await Refused(stranger, stranger.Assertion("ReportFailure"))).Is(StatusCode.Unauthenticated, "not-enrolled");
        (await Refused(stranger, stranger.Assertion("ReportFailure"))).Is(StatusCode.ResourceExhausted, "too-many");
    }

    [Fact]
    public async Task Enrol_Beyond_IsRefusedUnseen()
    {
        await Start(enrolments: 2);
        await using var federation = await TestFederation.Create(_coordinator);
        await federation.Enrol("amber");
        await federation.Enrol("birch");
        var token = await federation.Invite("cedar");

        (await Assert.ThrowsAsync<RpcException>(() => federation.Site("cedar").Enrol(token))).Is(StatusCode.ResourceExhausted, "too-many", "address:");
        Assert.Empty(_coordinator.Audit());
    }

    [Fact]
    public async Task Enrol_HonestSites_TakeNothingFromTheRefusals()
    {
        await Start(refusals: 1);
        await using var federation = await TestFederation.Create(_coordinator);
        foreach (var name in (string[])["amber", "birch", "cedar"]) await federation.Enrol(name);

        await using var stranger = Stranger();
        (await Refused(stranger)).Is(StatusCode.Unauthenticated, "bad-assertion");
    }

    [Fact]
    public async Task Enrol_WrongTokens_CountAsRefusals()
    {
        await Start(refusals: 2);
        await using var federation = await TestFederation.Create(_coordinator);
        var site = federation.Site("amber");
        for (var i = 0; i < 2; i++) (await Assert.ThrowsAsync<RpcException>(() => site.Enrol("guess"))).Is(StatusCode.PermissionDenied, "WrongToken");

        (await Assert.ThrowsAsync<RpcException>(() => site.Enrol("guess"))).Is(StatusCode.ResourceExhausted, "too-many");
        Assert.Equal(["WrongToken", "WrongToken"], _coordinator.Audit().Select(l => l.Reason));
    }

    private Task Start(int enrolments = 1000, int refusals = 1000)
    {
        var options = _coordinator.Options();
        (options.Limits.EnrolmentsPerMinute, options.Limits.RefusalsPerMinute) = (enrolments, refusals);

        return _coordinator.Start(options);
    }

    private TestSite Stranger() => new(_coordinator, new(new("hospitals"), new("amber")));

    private async Task Flood()
    {
        await using var stranger = Stranger();
        await Refused(stranger);

        for (var i = 0; i < 20; i++) (await Refused(stranger)).Is(StatusCode.ResourceExhausted, "too-many");
    }

    private static Task<RpcException> Refused(TestSite site, string assertion = Garbage) =>
        Assert.ThrowsAsync<RpcException>(async () => await site.Client.ReportFailureAsync(new() { Run = "run", Round = 1, Reason = "none" }, TestSite.With(assertion)));
}
