using System.Collections.Immutable;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Health.Datasets;
using FedGrains.Site.Datasets;
using FedGrains.Training;

namespace FedGrains.Site.Trainers;

/// <summary>A registered dataset's folds as a trainer wants them. The last one is kept, since round after round asks for the same.</summary>
internal sealed class TrainerRecords(IGrainFactory grains, DatasetFiles files)
{
    private Prepared? _last;

    public async Task<TrainingData> Training(SiteTask task, CancellationToken cancellation) => (await Find(task, cancellation)).Train;

    public async Task<TrainingData> HeldOut(SiteTask task, CancellationToken cancellation) => (await Find(task, cancellation)).HeldOut;

    private async Task<Prepared> Find(SiteTask task, CancellationToken cancellation)
    {
        var registration = await grains.GetGrain<IDatasetGrain>(task.Dataset.Value).Definition()
            ?? throw new SiteTrainingException($"dataset: no dataset called '{task.Dataset}' is registered at this site. Register it, or leave this site out.");
        var loaded = await files.Read(DatasetDefinition.Parse(registration.Definition, registration.Folder), cancellation);

        if (_last is { } last && ReferenceEquals(last.Source, loaded) && last.Input.AsSpan().SequenceEqual(task.Model.Input.AsSpan())) return last;

        return _last = Prepare(task.Dataset, loaded, task.Model.Input);
    }

    private static Prepared Prepare(DatasetName name, LoadedDataset loaded, ImmutableArray<int> input)
    {
        var features = loaded.Summary.Features.Length;

        return input.Aggregate(1L, (product, size) => product * size) == features
            ? new(loaded, input, Records(loaded.Folds.TrainFold, input), Records(loaded.Folds.TestFold, input))
            : throw new SiteTrainingException($"model.input: the model takes records of shape [{string.Join(", ", input)}], and dataset '{name}' has {features} features.");
    }

    private static TrainingData Records(Fold fold, ImmutableArray<int> shape) => new(shape, fold.Features, fold.Labels);

    private sealed record Prepared(LoadedDataset Source, ImmutableArray<int> Input, TrainingData Train, TrainingData HeldOut);
}
