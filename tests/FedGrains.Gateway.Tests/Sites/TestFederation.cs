using FedGrains.Contracts.Federations;
using FedGrains.Contracts.Runs;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Core.Strategies;
using FedGrains.Core.Training;
using FedGrains.Gateway.Tests.Hosting;
using FedGrains.Protocol.V1;

using Assignment = FedGrains.Protocol.V1.Assignment;

namespace FedGrains.Gateway.Tests.Sites;

/// <summary>A federation of its own for one test, with sites that are enrolled and connected.</summary>
internal sealed class TestFederation : IAsyncDisposable
{
    public const string RunName = "run";

    private static int s_count;

    private readonly TestCoordinator _coordinator;
    private readonly Dictionary<string, TestSite> _sites = new(StringComparer.Ordinal);

    private TestFederation(TestCoordinator coordinator)
    {
        _coordinator = coordinator;
        Id = new($"federation-{Interlocked.Increment(ref s_count)}");
    }

    public FederationId Id { get; }

    public IFederationGrain Grain => _coordinator.Grain<IFederationGrain>(Id.Value);

    public IRunGrain Run => _coordinator.Grain<IRunGrain>(new RunKey(Id, new(RunName)).ToString());

    public TestSite this[string site] => _sites[site];

    /// <summary>A federation whose sites are enrolled, connected and have registered their data.</summary>
    public static async Task<TestFederation> Create(TestCoordinator coordinator, params string[] sites)
    {
        var federation = new TestFederation(coordinator);
        await federation.Grain.Create("A test");

        foreach (var site in sites) await federation.Join(site);

        return federation;
    }

    /// <summary>A federation in the middle of its first round, and what it asks of its sites.</summary>
    public static Task<(TestFederation Federation, Assignment Assignment)> InRound(TestCoordinator coordinator, params string[] sites) => InRound(coordinator, Configuration(), sites);

    public static async Task<(TestFederation Federation, Assignment Assignment)> InRound(TestCoordinator coordinator, RunConfiguration configuration, params string[] sites)
    {
        var federation = await Create(coordinator, sites);
        await federation.StartRun(configuration);

        return (federation, await federation.Assigned());
    }

    public async Task<string> Invite(string site, TimeSpan? lifetime = null) => (await Grain.Invite(new(site), lifetime ?? TimeSpan.FromHours(1))).Token!;

    public TestSite Site(string site) => _sites[site] = new(_coordinator, new(Id, new(site)));

    public async Task<TestSite> Enrol(string site)
    {
        var token = await Invite(site);
        await Site(site).Enrol(token);

        return _sites[site];
    }

    public async Task<TestSite> Join(string site)
    {
        await (await Enrol(site)).Connect(Dataset());

        return _sites[site];
    }

    public static DatasetSummary Dataset() => new()
    {
        Name = "heart-risk",
        Rows = 130,
        TrainingExamples = 100,
        HeldoutExamples = 30,
        Features = { Enumerable.Range(1, 13).Select(i => $"feature-{i}") },
        Target = "disease",
        SchemaDigest = new string('a', 64),
        Classes = { ["0"] = 70, ["1"] = 60 },
    };

    public static RunConfiguration Configuration() => new(
        new("heart-risk"),
        ModelDefinition.Regression(features: 13),
        new(LossNames.BinaryCrossEntropy, [MetricNames.Accuracy], new(OptimizerNames.Sgd, 0.05), BatchSize: 8, LocalSteps: 10, LocalEpochs: 0, ProximalTerm: 0),
        StrategySettings.Default(StrategyNames.FedAvg),
        Weighting.Examples,
        Rounds: 1,
        Seed: 3,
        Nodes: [],
        MandatoryNodes: [],
        MinimumNodes: 0,
        RoundDeadline: TimeSpan.FromMinutes(10),
        Lease: TimeSpan.FromMinutes(5),
        AbandonedRoundLimit: 3,
        FractionBits: 24,
        EarlyStop: null);

    /// <summary>The same with an update of 3004 bytes: three chunks as <see cref="Work"/> cuts it, the last of 956 bytes.</summary>
    public static RunConfiguration Long() => Configuration() with { Model = ModelDefinition.Perceptron(features: 13, hidden: [50], outputs: 1) };

    public async Task StartRun(RunConfiguration? configuration = null) => Assert.Empty((await Grain.StartRun(new(RunName), configuration ?? Configuration())).Faults);

    /// <summary>Every site's next assignment, which is the same for all.</summary>
    public async Task<Assignment> Assigned() => (await Task.WhenAll(_sites.Values.Select(s => s.Line.Assigned())))[0];

    /// <summary>Lets every site do its part, and holds the round to be checkpointed with all of them.</summary>
    public async Task<RoundSummary> FinishRound(Assignment assignment)
    {
        foreach (var site in _sites.Values) await site.Send(new Work(site.Node, assignment));

        var round = await RoundEnded(assignment.Round);
        Assert.Equal(RoundPhase.Checkpointed, round.Phase);
        Assert.Equal(_sites.Count, round.Contributors.Length);
        Assert.Equal(1, round.Model!.Version);

        return round;
    }

    public async Task<RoundSummary> RoundEnded(int number)
    {
        await Ran(run => run.RoundsEnded >= number);

        return Assert.Single(await Run.Rounds(number, 1));
    }

    public async Task<Run> Ran(Func<Run, bool> far)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));

        for (var run = await Run.Describe(); ; run = await Run.Watch(run!.RoundsEnded, run.Phase, patience.Token))
        {
            if (run is not null && far(run)) return run;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var site in _sites.Values) await site.DisposeAsync();
    }
}
