using System.Collections.Immutable;
using System.Globalization;

using FedGrains.Core.Evaluation;
using FedGrains.Core.Rounds;
using FedGrains.Site.Trainers;

namespace FedGrains.EndToEnd.Host;

/// <summary>Writes a line for every training that begins, so that a test can count them across the lives of a site.</summary>
internal sealed class CountedTrainer(ISiteTrainer inner, string file) : ISiteTrainer
{
    public Task<ImmutableArray<Measurement>> Evaluate(SiteTask task, ReadOnlyMemory<float> parameters, CancellationToken cancellation) =>
        inner.Evaluate(task, parameters, cancellation);

    public async Task<TrainedModel> Train(SiteTask task, ReadOnlyMemory<float> parameters, IProgress<TrainerProgress> progress, CancellationToken cancellation)
    {
        await File.AppendAllTextAsync(file, task.Iteration.ToString(CultureInfo.InvariantCulture) + "\n", cancellation);

        return await inner.Train(task, parameters, progress, cancellation);
    }
}
