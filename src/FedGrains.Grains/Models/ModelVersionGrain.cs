using FedGrains.Contracts.Models;
using FedGrains.Core.Evaluation;
using FedGrains.Core.Models;

namespace FedGrains.Grains.Models;

[GrainType("fedgrains.model-version")]
internal sealed class ModelVersionGrain([PersistentState("model-version")] IPersistentState<ModelVersionState> state) : Grain, IModelVersionGrain
{
    public Task Record(ModelVersion version) => state.State.Version is { } known
        ? Confirm(known, version)
        : state.Commit(new() { Version = version });

    public Task Evaluated(ModelEvaluation evaluation) => state.State.Version is { } version
        ? state.Commit(new() { Version = version.Evaluated(evaluation) })
        : throw new InvalidOperationException($"Model version {this.GetPrimaryKeyString()} was evaluated before it was recorded.");

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
