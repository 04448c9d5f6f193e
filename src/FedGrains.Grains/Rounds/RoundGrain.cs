using FedGrains.Contracts.Nodes;
using FedGrains.Contracts.Rounds;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Grains.Auditing;
using FedGrains.Grains.Telemetry;
using FedGrains.Storage.Artifacts;

using Microsoft.Extensions.Logging;

namespace FedGrains.Grains.Rounds;

/// <summary>A round: what comes in from outside is here, how it goes on by itself is in <c>.Advance</c>, what updates are sealed to is in <c>.Sealing</c>, and what masked updates add is in <c>.Masking</c>.</summary>
[GrainType("fedgrains.round")]
internal sealed partial class RoundGrain(
    [PersistentState("round")] IPersistentState<RoundState> state,
    IArtifactStore artifacts,
    SealingKeys sealing,
    DecisionLog decisions,
    CoordinatorInstruments instruments,
    TimeProvider clock,
    ILogger<RoundGrain> logger) : Grain, IRoundGrain
{
    private string Key => this.GetPrimaryKeyString();

    private Round Current => state.State.Round ?? throw new RoundNotOpenException(Key);

    public async Task Open(RoundPlan plan)
    {
        if (state.State.Round is null)
        {
            await Commit(Round.Open(plan), sealing: await TryMakeSealingKey(plan));
            LogOpened(Key, plan.Task, plan.Cohort.Length, plan.Base.Version);
        }

        Begin();

        // A masked round has a setup to wait for first, and one without a key has the vault.
        if (!plan.IsMasked && (state.State.Sealing is not null || plan.Task is RoundTask.Evaluate)) await Ask();
        else await this.AsReference<IRoundGrain>().Advance();
    }

    public Task<Round?> Describe() => Task.FromResult(state.State.Round);

    public Task<RoundSummary?> Summary()
    {
        if (state.State.Round is not { Ended: true } round) return Task.FromResult<RoundSummary?>(null);

        // Whoever reads the history of a run must not leave all of it in memory.
        if (_timer is null) DeactivateOnIdle();

        return Task.FromResult<RoundSummary?>(RoundSummary.Of(round, state.State.Traffic));
    }

    public async Task<SubmitOutcome> Judge(Submission submission) => await Judged(submission, Current.Judge(submission, clock.GetUtcNow()));

    public async Task<SubmitOutcome> Submit(Submission submission)
    {
        var (next, outcome) = Current.Submit(submission, clock.GetUtcNow());
        outcome = await Judged(submission, outcome);

        if (outcome is SubmitOutcome.Accepted)
        {
            _moved = _moved.Plus(submission.Update?.Length ?? 0, down: 0);
            await Commit(next);
            await Follow(submission.Node);
        }
        else if (outcome is SubmitOutcome.Duplicate)
        {
            // The site asks again when an answer was lost, and with it, perhaps, the word to its node.
            await Node(submission.Node).Answered(Current.Plan.Key);
        }

        LogSubmitted(Key, submission.Node, outcome);
        instruments.Submitted(outcome);

        return outcome;
    }

    public async Task Fail(NodeId node, string reason)
    {
        var next = Current.Fail(node, reason, clock.GetUtcNow());

        if (ReferenceEquals(next, Current)) return;

        await Commit(next);
        LogFailed(Key, node);
        await Node(node).Answered(Current.Plan.Key);
        await Continue();
    }

    public Task Renew(NodeId node, Traffic traffic)
    {
        _leases = _leases?.Renew(node, clock.GetUtcNow());
        _moved = _moved.Plus(traffic.Up, traffic.Down);

        return Task.CompletedTask;
    }

    public async Task Abandon(RoundPlan plan, string reason)
    {
        await End(state.State.Round ?? Round.Open(plan), reason);
        // One that had ended before may not have told its run.
        Begin();
    }

    private async Task End(Round round, string reason)
    {
        if (round.Ended) return;

        await decisions.Abandoned(round, reason);
        await Commit(await Abandoned(round, reason));
        Begin();
        await Continue();
    }

    private async Task Follow(NodeId node)
    {
        await Node(node).Answered(Current.Plan.Key);

        if (Current.Plan.Task is RoundTask.Train) await new Aggregation(Current.Plan, GrainFactory, artifacts).Fold(Current.Receipt(node)!);

        await Continue();
    }

    // One way: the site has its receipt while the round is being aggregated.
    private Task Continue() => Current.Phase is RoundPhase.Collecting ? Task.CompletedTask : this.AsReference<IRoundGrain>().Advance();

    private INodeConnectionGrain Node(NodeId node) =>
        GrainFactory.GetGrain<INodeConnectionGrain>(new NodeKey(Current.Plan.Key.Run.Federation, node).ToString());

    private async Task Commit(Round next, RoundMasking? masking = null, RoundSealingKey? sealing = null)
    {
        var (written, heard) = (_moved, _heard.Length);
        await state.Commit(new()
        {
            Round = next,
            Traffic = Total,
            Sealing = next.Ended ? null : sealing ?? state.State.Sealing,
            Masking = await Kept(next, masking ?? state.State.Masking),
        });

        // What moved while the write was under way is still to be written.
        _moved = _moved.Plus(-written.Up, -written.Down);
        _heard = _heard[heard..];
    }
}
