using FedGrains.Contracts.Federations;
using FedGrains.Gateway.Tests.Hosting;
using FedGrains.Gateway.Tests.Sites;
using FedGrains.Protocol.V1;

using Grpc.Core;

namespace FedGrains.Gateway.Tests.Connections;

public sealed class ConnectionTests(SharedCoordinator coordinator)
{
    private const string Method = "Connect";

    private static readonly Dictionary<string, (Action<DatasetSummary> Spoil, string Says)> s_badDatasets = new(StringComparer.Ordinal)
    {
        ["negative training"] = (d => d.TrainingExamples = -1, "-1 training"),
        ["negative held-out"] = (d => d.HeldoutExamples = -1, "-1 held-out"),
        ["negative rows"] = (d => (d.Rows, d.TrainingExamples, d.HeldoutExamples) = (-1, 0, 0), "-1 rows"),
        ["more than rows"] = (d => d.TrainingExamples = 101, "130 rows"),
        ["sum that overflows"] = (d => (d.TrainingExamples, d.HeldoutExamples) = (long.MaxValue, long.MaxValue), "130 rows"),
        ["more rows than there are patients"] = (d => (d.Rows, d.TrainingExamples) = (long.MaxValue, long.MaxValue - 30), "rows"),
        ["negative class"] = (d => d.Classes["0"] = -1, "class '0'"),
        ["classes beyond rows"] = (d => d.Classes["0"] = 71, "classes"),
        ["classes that overflow"] = (d => (d.Classes["0"], d.Classes["1"]) = (long.MaxValue, long.MaxValue), "class"),
        ["name that is none"] = (d => d.Name = "Heart Risk", "lower-case"),
    };

    public static TheoryData<string> BadDatasets => [.. s_badDatasets.Keys];

    [Fact]
    public async Task Connect_Hello_IsWelcomedAndSeen()
    {
        await using var federation = await TestFederation.Create(coordinator);
        var connection = (await federation.Enrol("amber")).Dial();

        await connection.Send(new() { Hello = new() { Software = "test site 1.0", Datasets = { TestFederation.Dataset() } } });

        Assert.Equal(5, (await connection.Welcomed()).HeartbeatSeconds);
        var status = await Seen(federation, s => s.Connected);
        Assert.Equal("test site 1.0", status.Software);
        Assert.Equal(100, Assert.Single(status.Node.Datasets).TrainingExamples);
    }

    [Fact]
    public async Task Connect_HangUp_IsSeen()
    {
        await using var federation = await TestFederation.Create(coordinator, "amber");
        var connection = federation["amber"].Line;

        await connection.HangUp();

        await connection.Ended();
        await Seen(federation, s => !s.Connected);
    }

    [Fact]
    public async Task Connect_LineDropped_IsSeen()
    {
        await using var federation = await TestFederation.Create(coordinator, "amber");

        await federation["amber"].Line.DisposeAsync();

        await Seen(federation, s => !s.Connected);
    }

    [Fact]
    public async Task Connect_NoHelloFirst_IsRefused()
    {
        await using var federation = await TestFederation.Create(coordinator);
        var site = await federation.Enrol("amber");
        var (heartbeat, nothing, empty) = (site.Dial(), site.Dial(), site.Dial());
        await heartbeat.Heartbeat();
        await nothing.HangUp();
        await empty.Send(new());

        foreach (var connection in (Connection[])[heartbeat, nothing, empty])
            (await Assert.ThrowsAsync<RpcException>(connection.Ended)).Is(StatusCode.InvalidArgument, "no-hello", "message:", "hello");

        Assert.Equal(3, coordinator.Audit().Count(l => l.Node == site.Node.ToString() && l.Reason == "no-hello"));
    }

    [Fact]
    public async Task Connect_HelloTwice_IsRefused()
    {
        await using var federation = await TestFederation.Create(coordinator, "amber");
        var site = federation["amber"];
        await site.Line.Send(new() { Hello = new() });

        await site.Refused(Method, site.Line.Ended, StatusCode.InvalidArgument, "unexpected-message", "message: Hello");
    }

    [Theory]
    [MemberData(nameof(BadDatasets))]
    public async Task Connect_DatasetWithImpossibleCounts_IsRefusedAtHello(string fault)
    {
        await using var federation = await TestFederation.Create(coordinator);
        var site = await federation.Enrol("amber");
        var connection = site.Dial();

        await connection.Send(new() { Hello = new() { Datasets = { Bad(fault, out var says) } } });

        await site.Refused(Method, connection.Ended, StatusCode.InvalidArgument, "bad-dataset", "dataset", says);
        Assert.Empty((await Seen(federation, s => !s.Connected)).Node.Datasets);
    }

    [Fact]
    public async Task Connect_DatasetWithImpossibleCountsLater_IsRefusedAndTheOneBeforeStays()
    {
        await using var federation = await TestFederation.Create(coordinator, "amber");
        var site = federation["amber"];
        await site.Line.Send(new() { Dataset = Bad("more than rows", out var says) });

        await site.Refused(Method, site.Line.Ended, StatusCode.InvalidArgument, "bad-dataset", "'heart-risk'", says);
        Assert.Equal(100, Assert.Single((await Seen(federation, s => !s.Connected)).Node.Datasets).TrainingExamples);
    }

    [Fact]
    public async Task Connect_DatasetWhileConnected_IsRegistered()
    {
        await using var federation = await TestFederation.Create(coordinator, "amber");
        var grown = TestFederation.Dataset();
        grown.Rows = 150;
        grown.TrainingExamples = 120;

        await federation["amber"].Line.Send(new() { Dataset = grown });

        await Seen(federation, s => s.Node.Datasets is [{ TrainingExamples: 120 }]);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("Run", 1)]
    [InlineData("run", 0)]
    public async Task Connect_ProgressOfNoRound_IsRefused(string run, int round)
    {
        await using var federation = await TestFederation.Create(coordinator, "amber");
        var site = federation["amber"];
        await site.Line.Send(new() { Progress = new() { Run = run, Round = round } });

        await site.Refused(Method, site.Line.Ended, StatusCode.InvalidArgument, "bad-progress", "progress:");
    }

    [Fact]
    public async Task Connect_Again_SupersedesTheConnectionBefore()
    {
        await using var federation = await TestFederation.Create(coordinator, "amber");
        var site = federation["amber"];
        var before = site.Line;
        var current = await site.Connect();
        await Seen(federation, s => s.Connected);

        await before.Heartbeat();
        await site.Refused(Method, before.Ended, StatusCode.Aborted, "superseded", "connection:", "connected again");

        await federation.StartRun();
        Assert.Equal(1, (await current.Assigned()).Round);
    }

    [Fact]
    public async Task Assign_Connected_IsPushedOnce()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber");
        await using var _ = federation;

        Assert.Equal((TestFederation.RunName, 1, Protocol.V1.Task.Train, 0), (assignment.Run, assignment.Round, assignment.Task, assignment.BaseVersion));
        Assert.True(assignment.DeadlineUnixMs > coordinator.Clock.GetUtcNow().ToUnixTimeMilliseconds());

        // The gateway learns of all open work with each heartbeat; the next message is the next round's all the same.
        await federation["amber"].Line.Heartbeat();
        await federation["amber"].Send(new Work(federation["amber"].Node, assignment));
        Assert.Equal(2, (await federation["amber"].Line.Assigned()).Round);
    }

    [Fact]
    public async Task Assign_NotConnected_IsPushedOnConnect()
    {
        await using var federation = await TestFederation.Create(coordinator, "amber");
        var site = federation["amber"];
        await site.Line.HangUp();
        await site.Line.Ended();
        await federation.StartRun();

        Assert.Equal(1, (await (await site.Connect()).Assigned()).Round);
    }

    [Fact]
    public async Task Assign_ConnectionLost_IsPushedAgainOnReconnect()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber");
        await using var _ = federation;
        var site = federation["amber"];
        await site.Line.DisposeAsync();

        Assert.Equal(assignment, await (await site.Connect()).Assigned());
    }

    [Fact]
    public async Task Assign_Answered_IsNotPushedAgain()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber", "birch");
        await using var _ = federation;
        var site = federation["amber"];
        await site.Send(new Work(site.Node, assignment));
        var connection = await site.Connect();
        await federation.FinishRound(assignment);

        Assert.Equal(2, (await connection.Assigned()).Round);
    }

    [Fact]
    public async Task Withdraw_RunCancelled_IsTold()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber");
        await using var _ = federation;

        await federation.Run.Cancel("The protocol changed.");

        var withdrawal = await federation["amber"].Line.Withdrawn();
        Assert.Equal((assignment.Run, assignment.Round), (withdrawal.Run, withdrawal.Round));
        Assert.Contains("The protocol changed.", withdrawal.Reason, StringComparison.Ordinal);
    }

    private static DatasetSummary Bad(string fault, out string says)
    {
        var dataset = TestFederation.Dataset();
        (var spoil, says) = s_badDatasets[fault];
        spoil(dataset);

        return dataset;
    }

    private static Task<NodeStatus> Seen(TestFederation federation, Predicate<NodeStatus> so) =>
        Eventually.Get("the node is seen so", async () => (await federation.Grain.Nodes()).SingleOrDefault(n => so(n)));
}
