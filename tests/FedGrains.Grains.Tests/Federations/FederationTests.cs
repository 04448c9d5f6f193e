using FedGrains.Contracts.Federations;
using FedGrains.Contracts.Nodes;
using FedGrains.Core.Nodes;
using FedGrains.Core.Strategies;
using FedGrains.Grains.Tests.Grids;
using FedGrains.Grains.Tests.Sites;

namespace FedGrains.Grains.Tests.Federations;

[Collection(SharedGrid.Name)]
public sealed class FederationTests(Grid grid)
{
    [Fact]
    public async Task Create_Again_AnswersTheFederationAsItIs()
    {
        var federation = grid.Get<IFederationGrain>("created");
        Assert.Null(await federation.Describe());

        var first = await federation.Create("Heart disease");
        var second = await federation.Create("Something else");

        Assert.Equal(("Heart disease", first.CreatedAt), (second.Title, second.CreatedAt));
        Assert.Contains(new("created"), await Directory.List());
    }

    [Fact]
    public async Task Directory_ListsEveryFederationOnceInOrder()
    {
        foreach (var name in new[] { "list-b", "list-a", "list-b" }) await grid.Get<IFederationGrain>(name).Create(name);

        var listed = (await Directory.List()).Select(f => f.Value).ToArray();
        Assert.Equal(listed.Distinct().Order(StringComparer.Ordinal), listed);
        Assert.Equal(["list-a", "list-b"], listed.Where(n => n.StartsWith("list-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task NeverCreated_InvitesNobodyAndStartsNothing()
    {
        var federation = grid.Get<IFederationGrain>("nowhere");

        var refusal = await Assert.ThrowsAsync<FederationNotFoundException>(() => federation.Invite(new("leeds"), TimeSpan.FromDays(1)));
        Assert.Equal("There is no federation 'nowhere'. Create it first.", refusal.Message);
        await Assert.ThrowsAsync<FederationNotFoundException>(() => federation.StartRun(new("first"), Hospitals.Configuration));
        await Assert.ThrowsAsync<FederationNotFoundException>(() => federation.Nodes());
    }

    [Fact]
    public async Task Invite_WithoutALifetime_IsTheCallersMistake() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => grid.Get<IFederationGrain>("created").Invite(new("leeds"), TimeSpan.Zero));

    [Fact]
    public async Task Nodes_AreListedInTheOrderOfTheirNamesWithTheirDatasets()
    {
        var hospitals = new Hospitals(grid, "listed", "porto", "aarhus");
        await hospitals.Enrol();
        await hospitals.Federation.Invite(new("bonn"), TimeSpan.FromDays(1));

        var nodes = await hospitals.Federation.Nodes();
        Assert.Equal([("aarhus", NodePhase.Enrolled, 1), ("bonn", NodePhase.Invited, 0), ("porto", NodePhase.Enrolled, 1)], nodes.Select(n => (n.Node.Key.Node.Value, n.Node.Phase, n.Node.Datasets.Length)));
    }

    [Fact]
    public async Task StartRun_WithFaults_NamesThemAllAndStartsNothing()
    {
        var hospitals = new Hospitals(grid, "faults", "aarhus", "bonn");
        await hospitals.Enrol();

        var started = await hospitals.Federation.StartRun(hospitals.RunKey.Run, Hospitals.Configuration with
        {
            Rounds = 0,
            Strategy = new("krum"),
            MandatoryNodes = [new("ghost")],
            MinimumNodes = 3,
        });

        Assert.False(started.Started);
        Assert.Equal(
            [
                "rounds must be 1 to 100,000, not 0.",
                "strategy.name: 'krum' is not known. Known: fedAvg, fedProx, fedAvgM, fedAdagrad, fedAdam, fedYogi.",
                "minimumNodes is 3, but the cohort has 2 nodes.",
                "mandatoryNodes: 'ghost' is not in the cohort.",
            ],
            started.Faults);
        Assert.Null(await hospitals.Run.Describe());
        Assert.Empty((await hospitals.Federation.Describe())!.Runs);
    }

    [Fact]
    public async Task StartRun_AgainWithTheSameConfiguration_IsTheSameRun()
    {
        var hospitals = new Hospitals(grid, "twice", "aarhus", "bonn");
        await hospitals.Start();
        var before = await hospitals.Run.Describe();

        Assert.True((await hospitals.Federation.StartRun(hospitals.RunKey.Run, Hospitals.Configuration)).Started);
        Assert.Equal(before!.StartedAt, (await hospitals.Run.Describe())!.StartedAt);
        Assert.Equal([hospitals.RunKey.Run], (await hospitals.Federation.Describe())!.Runs);
    }

    [Fact]
    public async Task StartRun_UnderANameThatIsTaken_IsRefused()
    {
        var hospitals = new Hospitals(grid, "taken", "aarhus", "bonn");
        await hospitals.Start();

        var started = await hospitals.Federation.StartRun(hospitals.RunKey.Run, Hospitals.Configuration with { Seed = 43 });
        Assert.Equal(["name: a run 'first' exists with another configuration; choose another name."], started.Faults);
    }

    [Fact]
    public async Task StartRun_TellsTheSitesTheProximalTermOfTheStrategy()
    {
        var hospitals = new Hospitals(grid, "proximal", "aarhus");
        await hospitals.Start(Hospitals.Configuration with { Strategy = StrategySettings.Default(StrategyNames.FedProx) with { Mu = 0.5 } });

        Assert.Equal(0.5, (await hospitals.Opened(1)).Plan.Site.Training.ProximalTerm);
    }

    [Fact]
    public async Task StartRun_TwoRunsAtOnce_EachMakesItsOwnModel()
    {
        var hospitals = new Hospitals(grid, "two-runs", "aarhus", "bonn");
        await hospitals.Start();
        Assert.True((await hospitals.Federation.StartRun(new("second"), Hospitals.Configuration with { Seed = 43 })).Started);
        await hospitals.Play();

        Assert.Equal(new PlainTraining(Hospitals.Configuration, hospitals.Nodes).Digests(), await hospitals.Versions());
        Assert.All(await hospitals.Federation.Nodes(), n => Assert.Equal(1, n.Working));
    }

    [Fact]
    public async Task RegisterDataset_ThatGrew_CountsInTheNextRound()
    {
        var hospitals = new Hospitals(grid, "grown", "aarhus", "bonn");
        await hospitals.Start();
        await hospitals.Node<INodeGrain>(hospitals.Nodes[0]).RegisterDataset(Hospitals.Summary(training: 5000));
        await hospitals.Submit(1, hospitals.Nodes);

        Assert.Equal([5000L, 1000], (await hospitals.Opened(2)).Plan.Cohort.Select(m => m.Examples));
        Assert.Equal([1000L, 1000], (await hospitals.Opened(1)).Plan.Cohort.Select(m => m.Examples));
    }

    private IFederationDirectoryGrain Directory => grid.Get<IFederationDirectoryGrain>(IFederationDirectoryGrain.Key);
}
