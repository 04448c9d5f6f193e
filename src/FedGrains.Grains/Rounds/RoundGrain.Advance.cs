using System.Diagnostics;

using FedGrains.Contracts.Models;
using FedGrains.Contracts.Runs;
using FedGrains.Core.Evaluation;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Grains.Auditing;
using FedGrains.Grains.Models;
using FedGrains.Grains.Telemetry;
using FedGrains.Storage.Artifacts;

namespace FedGrains.Grains.Rounds;

internal sealed partial class RoundGrain
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private Leases? _leases;
    private Traffic _moved = Traffic.None;
    private IGrainTimer? _timer;
    private Activity? _span;

    // What moved since the state was last written is in memory; it is written with the next step and lost with a crash.
    private Traffic Total => state.State.Traffic.Plus(_moved.Up, _moved.Down);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // A round that has ended is only read. If its run does not know that it ended, the run opens or abandons it again.
        if (state.State.Round is { Ended: false }) Begin();

        return base.OnActivateAsync(cancellationToken);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _span?.Dispose();

        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    /// <summary>Takes every step that is due, and stops where the round must wait for someone. The timer comes back to whatever a failure left undone.</summary>
    public async Task Advance()
    {
        try
        {
            await Wait();
            if (Current.Phase is RoundPhase.Unmasking) await Unmask();
            if (Current.Phase is RoundPhase.Aggregating) await Checkpoint();
            if (Current.Ended) await Tell();
        }
        catch (Exception hopeless) when (hopeless is ModelDivergedException or UnmaskedSumException or ArtifactNotFoundException)
        {
            // Trying again would give the same bits, or the same hole: an artifact that was acknowledged and is gone does not come back.
            await End(Current, hopeless.Message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogAdvanceFailed(Key, exception);
        }
    }

    private void Begin()
    {
        if (_timer is not null) return;

        var plan = Current.Plan;
        _span = Current.Ended ? null : CoordinatorTelemetry.Start("round", plan.TraceParent, Key);
        _leases = Leases.Grant(plan.Cohort.Select(m => m.Node), plan.Lease, clock.GetUtcNow());

        var period = TimeSpan.FromTicks(Math.Min(plan.Lease.Ticks / 4, LongestPause.Ticks));
        _timer = this.RegisterGrainTimer(Advance, new() { DueTime = Current.Phase is RoundPhase.Collecting ? period : TimeSpan.Zero, Period = period, KeepAlive = true });
    }

    private async Task Wait()
    {
        if (Current.Phase is not RoundPhase.Collecting || !await HasBegun()) return;

        var now = clock.GetUtcNow();
        var next = Current.Wait(_leases?.Silent(now) ?? [], now);

        if (ReferenceEquals(next, Current)) await Ask();
        else await Commit(next);
    }

    private async Task Ask()
    {
        if (Current.Phase is not RoundPhase.Collecting) return;

        await EnsureSealingKey();
        var (plan, key) = (Current.Plan, state.State.Sealing?.PublicKey);
        var invitations = Invitations();
        await Task.WhenAll(Current.Awaited.Select(n => Node(n).Assign(new(plan.Key, plan.Task, plan.Base, plan.Site, plan.Deadline, _span?.Id ?? plan.TraceParent, invitations?[n], key))));

        if (plan.IsMasked) await Masking.Attend(plan);
    }

    private async Task Checkpoint()
    {
        var plan = Current.Plan;
        var evaluation = Current.Receipts.Where(r => !r.Submission.Evaluation.IsEmpty)
            .Aggregate(ModelEvaluation.None, (all, r) => all.With(new(r.Submission.Node, r.Submission.Evaluation)));

        var (model, nextNorm) = plan.Task is RoundTask.Train ? await MakeModel() : (plan.Base, null);
        await Version(plan.Base.Version).Evaluated(evaluation);

        await decisions.Checkpointed(Current, model.Version, model.Digest);
        await Commit(Current.Checkpoint(new(model, evaluation, nextNorm), clock.GetUtcNow()));
        LogCheckpointed(Key, model.Version, model.Digest, Current.Receipts.Length, plan.Cohort.Length);
    }

    private async Task<(BaseModel Model, double? NextClippingNorm)> MakeModel()
    {
        var aggregation = new Aggregation(Current.Plan, GrainFactory, artifacts);
        var masks = await UnmaskPlan();
        var model = await aggregation.Complete(Current.Receipts, masks);
        var nextNorm = await aggregation.NextClippingNorm(Current.Receipts, masks);

        var privacy = await new VersionPrivacy(GrainFactory).Of(Current);
        await Version(model.Version).Record(ModelVersion.MadeBy(Current, model, clock.GetUtcNow()) with { Privacy = privacy });
        await aggregation.Release();

        return (model, nextNorm);
    }

    private async Task Tell()
    {
        var round = Current;
        await GrainFactory.GetGrain<IRunGrain>(round.Plan.Key.Run.ToString()).RoundEnded(RoundSummary.Of(round, state.State.Traffic));
        await Task.WhenAll(round.Absences().Select(a => Node(a.Node).Withdraw(round.Plan.Key, round.Reason ?? "The round has closed.")));

        await Clear(round);

        if (_timer is null) return;

        if (round.Phase is RoundPhase.Abandoned) LogAbandoned(Key, round.Reason);
        instruments.RoundEnded(round);
        _timer.Dispose();
        _timer = null;
        _span?.SetTag("fedgrains.phase", round.Phase.ToString()).Dispose();
        _span = null;

        // All that is still to be asked of it is its record, and a run may have a hundred thousand rounds.
        DeactivateOnIdle();
    }

    private async Task Clear(Round round)
    {
        var aggregation = new Aggregation(round.Plan, GrainFactory, artifacts);

        if (round is { Phase: RoundPhase.Abandoned, Plan.Task: RoundTask.Train, Receipts.IsEmpty: false }) await aggregation.Release();

        await aggregation.Forget(round);
        if (state.State.Masking is { Previous: { } previous }) await artifacts.DeleteArea(RoundPlan.MaskingAreaOf(round.Plan.Key with { Number = previous }));
    }

    private IModelVersionGrain Version(int number) => GrainFactory.GetGrain<IModelVersionGrain>(new ModelVersionKey(Current.Plan.Key.Run, number).ToString());
}
