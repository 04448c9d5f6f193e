using FedGrains.Contracts.Federations;
using FedGrains.Contracts.Nodes;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Nodes;
using FedGrains.Grains.Auditing;

using Microsoft.Extensions.Logging;

namespace FedGrains.Grains.Nodes;

/// <summary>A node: its enrolment here, its gate in <c>.Access</c>, its connection and open work in <c>.Connection</c>.</summary>
[GrainType("fedgrains.node")]
internal sealed partial class NodeGrain(
    [PersistentState("node")] IPersistentState<NodeState> state,
    DecisionLog decisions,
    TimeProvider clock,
    ILogger<NodeGrain> logger) : Grain, INodeGrain, INodeAccessGrain, INodeConnectionGrain
{
    private NodeKey Key => NodeKey.Parse(this.GetPrimaryKeyString());

    public Task<NodeStatus?> Describe() => Task.FromResult(state.State.Node is { } node
        ? new NodeStatus(node, IsConnected, _lastSeen, _software, _work.Count)
        : null);

    public async Task<InviteOutcome> Invite(Invitation invitation)
    {
        var (next, outcome) = state.State.Node is { } node
            ? node.InviteAgain(invitation)
            : (Node.Invited(Key, invitation), InviteOutcome.Invited);

        if (outcome is InviteOutcome.Invited) await decisions.Invited(Key, invitation);
        await Commit(next);

        return outcome;
    }

    public async Task<EnrolOutcome> Enrol(Digest token, string publicKey)
    {
        if (state.State.Node is not { } node)
        {
            DeactivateOnIdle();
            return EnrolOutcome.WrongToken;
        }

        var (next, outcome) = node.Enrol(token, publicKey, clock.GetUtcNow());
        if (outcome is EnrolOutcome.Enrolled) await decisions.Enrolled(Key, publicKey);
        await Commit(next);
        LogEnrolled(Key, outcome);

        return outcome;
    }

    public async Task Revoke()
    {
        if (state.State.Node is not { } node) return;

        await decisions.Revoked(Key);
        await Commit(node.Revoke());
        LogRevoked(Key);
    }

    public async Task RegisterDataset(DatasetSummary dataset)
    {
        if (state.State.Node is not { } node) return;

        var next = node.Register(dataset);
        if (!ReferenceEquals(next, node)) await decisions.Registered(Key, dataset.Name);
        await Commit(next);
        LogDataset(Key, dataset.Name, dataset.TrainingExamples, dataset.HeldOutExamples);
    }

    private Task Commit(Node next) => ReferenceEquals(next, state.State.Node) ? Task.CompletedTask : state.Commit(state.State with { Node = next });
}
