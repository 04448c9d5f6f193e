using System.Collections.Immutable;
using System.Text;

using FedGrains.Contracts.Federations;
using FedGrains.Contracts.Models;
using FedGrains.Contracts.Nodes;
using FedGrains.Contracts.Rounds;
using FedGrains.Contracts.Runs;
using FedGrains.Core.Evaluation;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Nodes;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Core.Strategies;
using FedGrains.Core.Training;
using FedGrains.Grains.Tests.Grids;

namespace FedGrains.Grains.Tests.Sites;

/// <summary>A federation of hospitals, played by the test: they enrol, they send updates, they fall silent.</summary>
internal sealed class Hospitals(Grid grid, string federation, params string[] names)
{
    public static DatasetName Dataset { get; } = DatasetName.Parse("heart-disease");

    public static ModelDefinition Model { get; } = ModelDefinition.Perceptron(3, [5], 1);

    public static RunConfiguration Configuration { get; } = new(
        Dataset,
        Model,
        new(LossNames.BinaryCrossEntropy, [], new(OptimizerNames.Sgd, 0.1), BatchSize: 8, LocalSteps: 10, LocalEpochs: 0, ProximalTerm: 0),
        StrategySettings.Default(StrategyNames.FedAvg),
        Weighting.Examples,
        Rounds: 2,
        Seed: 42,
        Nodes: [],
        MandatoryNodes: [],
        MinimumNodes: 0,
        RoundDeadline: TimeSpan.FromHours(1),
        Lease: TimeSpan.FromSeconds(20),
        AbandonedRoundLimit: 2,
        FractionBits: 24,
        EarlyStop: null);

    public FederationId Id { get; } = FederationId.Parse(federation);

    public ImmutableArray<NodeId> Nodes { get; } = [.. names.Select(NodeId.Parse)];

    public RunKey RunKey => new(Id, new("first"));

    public IFederationGrain Federation => grid.Get<IFederationGrain>(Id);

    public IRunGrain Run => grid.Get<IRunGrain>(RunKey);

    public IRoundGrain Round(int number) => grid.Get<IRoundGrain>(new RoundKey(RunKey, number));

    public IModelVersionGrain Version(int number) => grid.Get<IModelVersionGrain>(new ModelVersionKey(RunKey, number));

    public TGrain Node<TGrain>(NodeId node)
        where TGrain : IGrainWithStringKey => grid.Get<TGrain>(new NodeKey(Id, node));

    public static DatasetSummary Summary(long training = 1000) =>
        new(Dataset, training + 100, training, 100, ["age", "sex", "chol"], "disease", "5f2b", ImmutableSortedDictionary<string, long>.Empty);

    /// <summary>Everyone is invited, enrols and registers the dataset.</summary>
    public Task Enrol() => Enrol(node => $"key of {node}");

    /// <summary>The same with keys of their own.</summary>
    public async Task Enrol(Func<NodeId, string> key)
    {
        await Federation.Create("Heart disease");

        foreach (var node in Nodes)
        {
            var invitation = await Federation.Invite(node, TimeSpan.FromDays(1));
            await Node<INodeGrain>(node).Enrol(Digest.Of(Encoding.UTF8.GetBytes(invitation.Token!)), key(node));
            await Node<INodeGrain>(node).RegisterDataset(Summary());
        }
    }

    public async Task Start(RunConfiguration? configuration = null)
    {
        await Enrol();
        Assert.Empty((await Federation.StartRun(RunKey.Run, configuration ?? Configuration)).Faults);
        await Opened(1);
    }

    /// <summary>Waits for the round, and has these nodes send what they learned in it.</summary>
    public async Task Submit(int round, params IEnumerable<NodeId> nodes)
    {
        var plan = (await Opened(round)).Plan;

        foreach (var node in nodes) Assert.Equal(SubmitOutcome.Accepted, await Submit(plan, node));
    }

    public async Task<SubmitOutcome> Submit(RoundPlan plan, NodeId node)
    {
        var submission = Submission(plan, node);
        if (submission.Update is not null) await grid.Artifacts.Area(plan.UpdateArea).Put(Content(plan, node));

        return await Round(plan.Key.Number).Submit(submission);
    }

    public static Submission Submission(RoundPlan plan, NodeId node)
    {
        var content = Content(plan, node);
        var update = plan.Task is RoundTask.Train
            ? Update(plan, node, content)
            : null;

        return new(
            node,
            plan.Base.Version,
            plan.Base.Digest,
            update,
            [new Measurement(MetricNames.Loss, 0.5 + plan.Base.Version, 100, 0.25)],
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{plan.Key} {node}")),
            Convert.ToBase64String([1, 2, 3]));
    }

    private static SubmittedUpdate Update(RoundPlan plan, NodeId node, byte[] content)
    {
        var examples = Updates.Examples(node, plan.Site.Iteration);

        return new(Digest.Of(content), content.Length, examples, plan.Site.Training.Privacy is null ? 0.5 : null, 1.5, Mechanism: plan.Site.Training.MechanismFor(examples));
    }

    /// <summary>Every hospital does its part, in this order, until the run ends.</summary>
    public async Task<Run> Play(params IEnumerable<NodeId> order)
    {
        NodeId[] nodes = [.. order];
        if (nodes.Length == 0) nodes = [.. Nodes];

        while (true)
        {
            var run = await Settled(r => r.Ended || r.OpenRound > 0);
            if (run.Ended) return run;

            var round = await Opened(run.OpenRound);
            foreach (var node in nodes.Where(n => round.Plan.Member(n) is not null)) await Submit(round.Plan, node);

            await Settled(r => r.OpenRound != run.OpenRound);
        }
    }

    /// <summary>The run, once this is so. Asking a run does not wake it.</summary>
    public async Task<Run> Settled(Func<Run, bool> holds) => (await Eventually.Get(Run.Describe, r => r is not null && holds(r)))!;

    /// <summary>All rounds that the run has seen end.</summary>
    public async Task<ImmutableArray<RoundSummary>> History()
    {
        var rounds = ImmutableArray<RoundSummary>.Empty;

        while (await Run.Rounds(rounds.Length + 1, int.MaxValue) is { IsEmpty: false } page) rounds = rounds.AddRange(page);

        return rounds;
    }

    public async Task<Round> Ended(int round) => (await Eventually.Get(Round(round).Describe, r => r is { Ended: true }))!;

    public async Task<Round> Opened(int round) => (await Eventually.Get(Round(round).Describe, r => r is not null))!;

    public async Task<ImmutableArray<Digest>> Versions()
    {
        var run = (await Run.Describe())!;
        var versions = await Task.WhenAll(Enumerable.Range(0, run.Latest.Version + 1).Select(v => Version(v).Describe()));

        return [.. versions.Select(v => v!.Model.Digest)];
    }

    private static byte[] Content(RoundPlan plan, NodeId node) => Updates.Bytes(node, plan.Site.Iteration, plan.Site.Model.Layout().ParameterCount);
}
