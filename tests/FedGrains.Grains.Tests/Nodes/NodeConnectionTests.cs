using FedGrains.Contracts.Nodes;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Grains.Tests.Grids;
using FedGrains.Grains.Tests.Sites;

namespace FedGrains.Grains.Tests.Nodes;

[Collection(SharedClockedGrid.Name)]
public sealed class NodeConnectionTests(ClockedGrid grid)
{
    [Fact]
    public async Task Attach_IsConnectedUntilItDetaches()
    {
        var (node, gateway) = (await Enrolled("attach"), new Gateway());
        Assert.Equal((false, null), await Liveness(node));

        Assert.True((await Attach(node, gateway)).Current);
        Assert.Equal((true, grid.Clock.GetUtcNow()), await Liveness(node));
        Assert.Equal("fedgrains/test", (await node.Describe())!.Software);

        await Connection(node).Detach(gateway.Connection);
        Assert.False((await Liveness(node)).Connected);
    }

    [Fact]
    public async Task Attach_WithoutAnotherHeartbeat_CountsAsLost()
    {
        var (node, gateway) = (await Enrolled("lost"), new Gateway());
        await Attach(node, gateway);

        grid.Clock.Advance(ConnectionRules.LostAfter - TimeSpan.FromTicks(1));
        Assert.True((await Liveness(node)).Connected);

        grid.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.False((await Liveness(node)).Connected);

        Assert.True((await Attach(node, gateway, isNew: false)).Current);
        Assert.True((await Liveness(node)).Connected);
    }

    [Fact]
    public async Task Attach_ANewerConnection_TakesOverAndTheOlderIsTold()
    {
        var node = await Enrolled("take-over");
        var (older, newer) = (new Gateway(), new Gateway());
        await Attach(node, older);
        Assert.True((await Attach(node, newer)).Current);

        Assert.False((await Attach(node, older, isNew: false)).Current);
        Assert.True((await Attach(node, newer, isNew: false)).Current);

        // The older one's farewell is not the newer one's.
        await Connection(node).Detach(older.Connection);
        Assert.True((await Liveness(node)).Connected);

        await Connection(node).Assign(Assignment(1));
        await Pushed(newer, 1);
        Assert.Empty(older.Pushed);
    }

    [Fact]
    public async Task Assign_ToAConnectedSite_IsPushedOnce()
    {
        var (node, gateway) = (await Enrolled("push"), new Gateway());
        await Attach(node, gateway);

        await Connection(node).Assign(Assignment(1));
        await Connection(node).Assign(Assignment(1));
        await Connection(node).Assign(Assignment(2));

        Assert.Equal(["do heart/first/1", "do heart/first/2"], (await Pushed(gateway, 2)).Order(StringComparer.Ordinal));
        Assert.Equal(2, (await node.Describe())!.Working);
    }

    [Fact]
    public async Task Assign_ToASiteThatIsAway_IsHandedOverWhenItAttaches()
    {
        var (node, gateway) = (await Enrolled("away"), new Gateway());
        await Connection(node).Assign(Assignment(1));

        var attachment = await Attach(node, gateway);
        Assert.Equal([1], attachment.Work.Select(a => a.Round.Number));
        Assert.Equal(Assignment(1).Site, attachment.Work[0].Site);

        await Connection(node).Answered(Assignment(1).Round);
        Assert.Empty((await Attach(node, gateway, isNew: false)).Work);
        Assert.Empty(gateway.Pushed);
    }

    [Fact]
    public async Task Withdraw_TellsTheSiteOnceAndForgetsTheWork()
    {
        var (node, gateway) = (await Enrolled("withdraw"), new Gateway());
        await Attach(node, gateway);
        await Connection(node).Assign(Assignment(1));

        await Connection(node).Withdraw(Assignment(1).Round, "The round has closed.");
        await Connection(node).Withdraw(Assignment(1).Round, "The round has closed.");
        await Connection(node).Assign(Assignment(2));

        Assert.Equal(["do heart/first/1", "do heart/first/2", "leave heart/first/1: The round has closed."], (await Pushed(gateway, 3)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Round_PushesItsWorkToTheSiteAndStrikesItOffWhenItIsAnswered()
    {
        var hospitals = new Hospitals(grid, "pushed", "aarhus", "bonn");
        await hospitals.Enrol();
        var gateway = new Gateway();
        await Attach(hospitals.Node<INodeGrain>(hospitals.Nodes[0]), gateway);
        await hospitals.Federation.StartRun(hospitals.RunKey.Run, Hospitals.Configuration);

        Assert.Equal(["do pushed/first/1"], await Pushed(gateway, 1));
        await hospitals.Submit(1, hospitals.Nodes[0]);
        Assert.Equal(0, (await hospitals.Node<INodeGrain>(hospitals.Nodes[0]).Describe())!.Working);
        Assert.Equal(1, (await hospitals.Node<INodeGrain>(hospitals.Nodes[1]).Describe())!.Working);
    }

    // The round has the submission, but whoever kept the node's work did not hear of it.
    [Fact]
    public async Task Submit_Again_StrikesTheWorkOffThatALostCallLeft()
    {
        var hospitals = new Hospitals(grid, "left-over", "aarhus", "bonn");
        await hospitals.Start();
        await hospitals.Submit(1, hospitals.Nodes[0]);
        var plan = (await hospitals.Opened(1)).Plan;
        await hospitals.Node<INodeConnectionGrain>(hospitals.Nodes[0]).Assign(new(plan.Key, plan.Task, plan.Base, plan.Site, plan.Deadline, null));

        Assert.Equal(SubmitOutcome.Duplicate, await hospitals.Submit(plan, hospitals.Nodes[0]));
        Assert.Equal(0, (await hospitals.Node<INodeGrain>(hospitals.Nodes[0]).Describe())!.Working);
    }

    private static Assignment Assignment(int round) => new(
        RoundKey.Parse($"heart/first/{round}"),
        RoundTask.Train,
        new(0, Digest.Of("base"u8), 100, 50, null),
        new(Hospitals.Dataset, Hospitals.Model, Hospitals.Configuration.Training, 24, 42, 1),
        DateTimeOffset.UnixEpoch,
        null);

    private async Task<INodeGrain> Enrolled(string federation)
    {
        var hospitals = new Hospitals(grid, federation, "leeds");
        await hospitals.Enrol();

        return hospitals.Node<INodeGrain>(hospitals.Nodes[0]);
    }

    private Task<Attachment> Attach(INodeGrain node, Gateway gateway, bool isNew = true) =>
        Connection(node).Attach(gateway.Connection, grid.Cluster.Client.CreateObjectReference<INodeObserver>(gateway), "fedgrains/test", isNew);

    private INodeConnectionGrain Connection(INodeGrain node) => grid.Get<INodeConnectionGrain>(node.GetPrimaryKeyString());

    private static async Task<(bool Connected, DateTimeOffset? LastSeen)> Liveness(INodeGrain node) =>
        await node.Describe() is { } status ? (status.Connected, status.LastSeen) : default;

    // Pushes are one way: they arrive when they arrive, in any order.
    private static async Task<IEnumerable<string>> Pushed(Gateway gateway, int count) =>
        await Eventually.Get(() => Task.FromResult(gateway.Pushed.ToArray()), pushed => pushed.Length >= count);
}
