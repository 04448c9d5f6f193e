using System.Collections.Immutable;

using FedGrains.Contracts.Masking;
using FedGrains.Contracts.Rounds;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Storage.Artifacts;

using Microsoft.Extensions.Logging;

using ProtocolTask = FedGrains.Privacy.SecureAggregation.RoundTask;

namespace FedGrains.Grains.Masking;

/// <summary>The setups of a run's masks: what rounds and sites ask is here, how a setup comes about in <c>.Setups</c>.</summary>
[GrainType("fedgrains.masking")]
internal sealed partial class MaskingGrain(
    [PersistentState("masking")] IPersistentState<MaskingState> state,
    IArtifactStore artifacts,
    CoordinatorSigner signer,
    TimeProvider clock,
    ILogger<MaskingGrain> logger) : Grain, IMaskingGrain
{
    private const int NumbersKept = 16;

    private ImmutableArray<HeldSetup> _setups = [];

    private RunKey Run => RunKey.Parse(this.GetPrimaryKeyString());

    private IRosterGrain Roster => GrainFactory.GetGrain<IRosterGrain>(Run.Federation.Value);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var records = new SetupRecords(artifacts, Run);
        var now = clock.GetUtcNow();

        foreach (var stored in state.State.Setups) _setups = _setups.Add(new(stored, await Task.Run(() => records.Read(stored), cancellationToken), now));

        await base.OnActivateAsync(cancellationToken);
    }

    public async Task<MaskedOpening> Open(RoundPlan plan)
    {
        await Tend(plan);

        return Choose(plan) is { } setup ? await Open(plan, await Take(setup, plan.Key.Number)) : new(null, null, [], Waiting(plan));
    }

    public Task Attend(RoundPlan plan) => Try(() => Tend(plan));

    public async Task<MaskingAnswer> Receive(NodeId node, byte[] message)
    {
        try
        {
            return await Receive(node, SetupStatement.Read(message), message);
        }
        catch (FormatException fault)
        {
            return new Refusal(RefusalKind.Malformed, fault.Message).ToAnswer();
        }
    }

    public Task<int?> RoundOf(long number) => Task.FromResult(state.State.Rounds.FirstOrDefault(r => r.Number == number)?.Round);

    public async Task End()
    {
        if (state.State.Setups.IsEmpty && state.State.Rounds.IsEmpty) return;

        var records = new SetupRecords(artifacts, Run);
        foreach (var setup in state.State.Setups) await records.Delete(setup);
        if (state.State.Rounds is [.., var last]) await artifacts.DeleteArea(RoundPlan.MaskingAreaOf(new(Run, last.Round)));

        await state.ClearStateAsync();
        _setups = [];
        _plan = null;
        DeactivateOnIdle();
    }

    // Nobody waits for what comes of it: the round's next call tries again.
    private async Task Try(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception exception)
        {
            LogNotTended(Run, exception);
        }
    }

    private async Task<MaskedOpening> Open(RoundPlan plan, HeldSetup held)
    {
        var number = state.State.Rounds[^1].Number;
        var usable = held.Usable(plan);
        var start = AggregationRound.StartOf(held.Setup, (ulong)number, Work(plan), usable);
        var (previous, record) = await Previous(plan);
        var (round, refusal) = AggregationRound.Open(held.Setup, await signer.Sign(held.Setup.Roster.Roster, start), record);

        if (round is null) return new(null, null, [], refusal!.Sentence);

        LogOpened(Run, plan.Key.Number, number, usable.Length, plan.Cohort.Length);

        return new(round.ToBytes(), previous, [.. plan.Cohort.Select(m => m.Node).Except(usable.Select(held.Name)).Select(n => Missing(held, n))], null);
    }

    // The newest round that has a record: one that got a number may have ended before it began.
    private async Task<(int? Round, AggregationRound? Record)> Previous(RoundPlan plan)
    {
        foreach (var round in state.State.Rounds.Select(r => r.Round).Where(r => r < plan.Key.Number).Reverse())
            if (await GrainFactory.GetGrain<IRoundGrain>(new RoundKey(Run, round).ToString()).Protocol() is { } bytes) return (round, AggregationRound.Parse(bytes));

        return (null, null);
    }

    private static ProtocolTask Work(RoundPlan plan) => new(
        plan.Base.Digest.ToSha256(),
        Digest.Of(plan.Site.ToConfiguration()).ToSha256(),
        MaskedVectors.Ring(plan.Site.Masking!),
        plan.Site.Masking!.Lanes(plan.Site.Model.Layout().ParameterCount));

    private static Absence Missing(HeldSetup held, NodeId node) => new(
        node,
        held.Setup.Roster.Roster.IndexOf(SiteId.Parse(node.Value)) < 0
            ? $"It is not in roster {held.Setup.Roster.Roster.Epoch}."
            : $"It took no part in the setup of masks for rounds {held.Batch}, or lacks another's shares. It can be in a round again from the next setup on.");
}
