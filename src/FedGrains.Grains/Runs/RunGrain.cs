using System.Collections.Immutable;

using FedGrains.Contracts.Masking;
using FedGrains.Contracts.Models;
using FedGrains.Contracts.Rounds;
using FedGrains.Contracts.Runs;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Grains.Auditing;
using FedGrains.Grains.Models;
using FedGrains.Grains.Telemetry;
using FedGrains.Storage.Artifacts;

using Microsoft.Extensions.Logging;

namespace FedGrains.Grains.Runs;

/// <summary>A training run: commit what Core decides, then do the step that follows from it.</summary>
[GrainType("fedgrains.run")]
internal sealed partial class RunGrain(
    [PersistentState("run")] IPersistentState<RunState> state,
    IArtifactStore artifacts,
    DecisionLog decisions,
    TimeProvider clock,
    ILogger<RunGrain> logger) : Grain, IRunGrain, IRemindable
{
    private const string WakeReminder = "wake";

    private static readonly TimeSpan WakeEvery = TimeSpan.FromMinutes(1);

    private RunKey Key => RunKey.Parse(this.GetPrimaryKeyString());

    public async Task<bool> Start(RunConfiguration configuration, ImmutableArray<NodeId> cohort)
    {
        if (state.State.Run is { } run) return SameConfiguration(run.Configuration, configuration);

        var initial = await Task.Run(() => ModelFile.WriteInitial(artifacts, Key, configuration.Model.Layout(), configuration.Seed));
        await GrainFactory.GetGrain<IModelVersionGrain>(new ModelVersionKey(Key, 0).ToString()).Record(ModelVersion.Initial(Key, initial, clock.GetUtcNow()));

        using var span = CoordinatorTelemetry.Start("run", null, Key.ToString());
        await this.RegisterOrUpdateReminder(WakeReminder, WakeEvery, WakeEvery);
        var started = Run.Start(Key, configuration, cohort, initial, clock.GetUtcNow(), span?.Id);
        await decisions.Started(started);
        await Commit(started);
        LogStarted(Key, cohort.Length, configuration.Rounds, configuration.Strategy.Name);
        await Step();

        return true;
    }

    public Task<Run?> Describe() => Task.FromResult(state.State.Run);

    // Each round keeps its own record, and the run how many there are: nothing is written twice, so that no crash can lose or repeat one.
    public async Task<ImmutableArray<RoundSummary>> Rounds(int from, int count)
    {
        if (state.State.Run is not { } run) return [];

        return [.. await Task.WhenAll(run.Page(from, count).Select(Summary))];
    }

    public Task<SteerOutcome> Pause() => Steer("pause", null, run => run.Pause());

    public Task<SteerOutcome> Resume() => Steer("resume", null, run => run.Resume());

    public Task<SteerOutcome> Cancel(string reason) => Steer("cancel", reason, run => run.Cancel(reason, clock.GetUtcNow()));

    public async Task RoundEnded(RoundSummary round)
    {
        if (state.State.Run is not { } run) return;

        await Commit(run.RoundEnded(round, clock.GetUtcNow()));
        await Step();
    }

    public Task Wake() => state.State.Run is null ? Task.CompletedTask : Step();

    public Task ReceiveReminder(string reminderName, TickStatus status) => Wake();

    private async Task<SteerOutcome> Steer(string how, string? reason, Func<Run, (Run Next, SteerOutcome Outcome)> steer)
    {
        if (state.State.Run is not { } run) return SteerOutcome.NoSuchRun;

        var (next, outcome) = steer(run);
        if (!ReferenceEquals(next, run)) await decisions.Steered(Key, how, reason);
        await Commit(next);
        await Step();

        return outcome;
    }

    private async Task Step()
    {
        var run = state.State.Run!;

        switch (run.Step)
        {
            case RunStep.OpenRound open:
                await Round(open.Number).Open(await RoundPlans.Make(run, open, GrainFactory, clock.GetUtcNow()));
                break;
            case RunStep.AbandonRound abandon:
                await Round(abandon.Number).Abandon(await RoundPlans.Make(run, new(abandon.Number, RoundTask.Train), GrainFactory, clock.GetUtcNow()), abandon.Reason);
                break;
            case RunStep.Rest:
                await Rest();
                break;
        }
    }

    private async Task<RoundSummary> Summary(int round) =>
        await Round(round).Summary() ?? throw new InvalidOperationException($"Run {Key} has seen {round} rounds end, and the record of round {round} is gone.");

    private async Task Rest()
    {
        if (await this.GetReminder(WakeReminder) is not { } reminder) return;

        if (state.State.Run!.Configuration.SecureAggregation is not null) await GrainFactory.GetGrain<IMaskingGrain>(Key.ToString()).End();

        LogEnded(Key, state.State.Run.Phase, state.State.Run.Reason);
        await this.UnregisterReminder(reminder);
    }

    private IRoundGrain Round(int number) => GrainFactory.GetGrain<IRoundGrain>(new RoundKey(Key, number).ToString());
}
