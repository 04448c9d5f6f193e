using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

using FedGrains.Contracts.Federations;
using FedGrains.Contracts.Masking;
using FedGrains.Contracts.Nodes;
using FedGrains.Contracts.Runs;
using FedGrains.Core.Federations;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Nodes;
using FedGrains.Core.Runs;
using FedGrains.Grains.Auditing;

using Microsoft.Extensions.Logging;

namespace FedGrains.Grains.Federations;

[GrainType("fedgrains.federation")]
internal sealed partial class FederationGrain(
    [PersistentState("federation")] IPersistentState<FederationState> state,
    DecisionLog decisions,
    TimeProvider clock,
    ILogger<FederationGrain> logger) : Grain, IFederationGrain
{
    private const int TokenBytes = 32;

    private FederationId Id => FederationId.Parse(this.GetPrimaryKeyString());

    private Federation Existing => state.State.Federation ?? throw new FederationNotFoundException(this.GetPrimaryKeyString());

    public async Task<Federation> Create(string title)
    {
        // The directory first: a federation that is listed and not yet created is harmless, one that nobody lists is never woken.
        await GrainFactory.GetGrain<IFederationDirectoryGrain>(IFederationDirectoryGrain.Key).Record(Id);

        if (state.State.Federation is null)
        {
            var created = Federation.Create(Id, title, clock.GetUtcNow());
            await decisions.Created(created);
            await Commit(created);
            LogCreated(Id);
        }

        return Existing;
    }

    public Task<Federation?> Describe() => Task.FromResult(state.State.Federation);

    public async Task<InvitationIssued> Invite(NodeId node, TimeSpan lifetime)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);

        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
        var expires = clock.GetUtcNow() + lifetime;

        await Commit(Existing.Admit(node));
        var outcome = await Node(node).Invite(new(Digest.Of(Encoding.UTF8.GetBytes(token)), expires));
        LogInvited(Id, node, outcome);

        return new(outcome, outcome is InviteOutcome.Invited ? token : null, expires);
    }

    public async Task<ImmutableArray<NodeStatus>> Nodes()
    {
        var nodes = await Task.WhenAll(Existing.Nodes.Select(n => Node(n).Describe()));

        return [.. nodes.OfType<NodeStatus>()];
    }

    public async Task<RunStarted> StartRun(RunId run, RunConfiguration configuration)
    {
        var nodes = await Nodes();
        var (cohort, cohortFaults) = CohortRules.Choose(configuration, [.. nodes.Select(n => n.Node)]);
        var (settled, maskingFaults, without) = await Settle(run, configuration, cohort, nodes);
        ImmutableArray<string> faults = [.. configuration.Faults(), .. cohortFaults, .. maskingFaults];

        if (!faults.IsEmpty) return new(faults);

        await Commit(Existing.Record(run));
        var started = await Run(run).Start(settled, cohort);
        LogRunStarted(Id, run, started);

        return started ? new([], without) : new([$"name: a run '{run}' exists with another configuration; choose another name."]);
    }

    public async Task<RosterProposed> ProposeRoster(ImmutableArray<NodeId> nodes, int minimumCohort)
    {
        var enrolled = (await Nodes()).Select(s => s.Node).Where(n => n.Phase is NodePhase.Enrolled).ToArray();
        var strangers = nodes.Where(n => enrolled.All(e => e.Key.Node != n)).Select(n => $"nodes: '{n}' is not enrolled; only an enrolled node has a key that others can know it by.").ToImmutableArray();

        return strangers.IsEmpty
            ? await Roster.Propose([.. enrolled.Where(n => nodes.IsEmpty || nodes.Contains(n.Key.Node)).Select(n => new RosterMember(n.Key.Node, n.PublicKey!))], minimumCohort)
            : new(null, strangers);
    }

    private async Task<(RunConfiguration Settled, ImmutableArray<string> Faults, string? Without)> Settle(RunId run, RunConfiguration configuration, ImmutableArray<NodeId> cohort, ImmutableArray<NodeStatus> nodes)
    {
        if (configuration.SecureAggregation is null || cohort.IsEmpty) return (configuration, [], null);

        var runs = (await Task.WhenAll(Existing.Runs.Select(r => Run(r).Describe()))).OfType<Run>().ToImmutableArray();

        // Settled once: the roster, the counts and the other runs may have changed since.
        if (runs.FirstOrDefault(r => r.Key.Run == run) is { Configuration.SecureAggregation: var held } && held.IsSettledFrom(configuration.SecureAggregation))
            return (configuration with { SecureAggregation = held }, [], null);

        var members = cohort.Select(n => (n, nodes.FirstOrDefault(s => s.Node.Key.Node == n)?.Node.Dataset(configuration.Dataset)?.TrainingExamples ?? 0)).ToArray();

        return SecureAggregationRules.Settle(configuration, members, await Roster.InForce(), [.. runs.Where(r => r.Key.Run != run)]);
    }

    private IRosterGrain Roster => GrainFactory.GetGrain<IRosterGrain>(Id.Value);

    private IRunGrain Run(RunId run) => GrainFactory.GetGrain<IRunGrain>(new RunKey(Id, run).ToString());

    private INodeGrain Node(NodeId node) => GrainFactory.GetGrain<INodeGrain>(new NodeKey(Id, node).ToString());

    private Task Commit(Federation next) => next == state.State.Federation ? Task.CompletedTask : state.Commit(new() { Federation = next });
}
