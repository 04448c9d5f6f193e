using FedGrains.Contracts.Models;
using FedGrains.Contracts.Runs;
using FedGrains.Core.Attacks;
using FedGrains.Core.Evaluation;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Storage.Artifacts;
using FedGrains.Storage.Auditing;

using Microsoft.Extensions.Logging;

namespace FedGrains.Grains.Models;

[GrainType("fedgrains.model-version")]
internal sealed partial class ModelVersionGrain(
    [PersistentState("model-version")] IPersistentState<ModelVersionState> state,
    IArtifactStore artifacts,
    IAuditTrail trail,
    TimeProvider clock,
    ILogger<ModelVersionGrain> logger) : Grain, IModelVersionGrain
{
    private ModelVersionKey Key => ModelVersionKey.Parse(this.GetPrimaryKeyString());

    public Task Record(ModelVersion version) => state.State.Version is { } known
        ? Confirm(known, version)
        : state.Commit(new() { Version = version });

    public Task Evaluated(ModelEvaluation evaluation) => state.State.Version is { } version
        ? state.Commit(new() { Version = version.Evaluated(evaluation) })
        : throw new InvalidOperationException($"Model version {this.GetPrimaryKeyString()} was evaluated before it was recorded.");

    public async Task<ReportAttachment> AttachReport(byte[] file)
    {
        var run = await GrainFactory.GetGrain<IRunGrain>(Key.Run.ToString()).Describe();
        var (next, answer) = ReportIntake.Judge(state.State.Version, run?.Configuration, file, clock.GetUtcNow());

        if (answer.Outcome is AttachOutcome.Attached)
        {
            // Before the record names it: what a record names is there.
            await artifacts.Put(file);
            await state.Commit(new() { Version = next });
        }

        await trail.Append(AttachmentAudit.Entry(Key, answer, Digest.Of(file), clock.GetUtcNow()));
        LogAttached(Key, answer.Outcome);

        return answer;
    }

    public Task<ModelVersion?> Describe() => Task.FromResult(state.State.Version);

    // A round that is aggregated again after a crash makes the same bits; anything else would be a second truth under one name.
    private static Task Confirm(ModelVersion known, ModelVersion again) => known.Model.Digest == again.Model.Digest
        ? Task.CompletedTask
        : throw new InvalidOperationException($"Model version {known.Key} is {known.Model.Digest}; it cannot become {again.Model.Digest}.");
}

public sealed record ModelVersionState
{
    public ModelVersion? Version { get; init; }
}
