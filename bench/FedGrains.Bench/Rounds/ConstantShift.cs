using System.Collections.Immutable;

using FedGrains.Core.Evaluation;
using FedGrains.Core.Rounds;
using FedGrains.Site.Trainers;

namespace FedGrains.Bench.Rounds;

/// <summary>Returns the model plus a constant, another one at each site so that no two updates are the same bytes; or fails, where it is its turn to drop out.</summary>
internal sealed class ConstantShift(int site, int sites) : ISiteTrainer
{
    private readonly float _shift = (site + 1) / 1024f;

    public Task<ImmutableArray<Measurement>> Evaluate(SiteTask task, ReadOnlyMemory<float> parameters, CancellationToken cancellation) =>
        Task.FromResult(ImmutableArray<Measurement>.Empty);

    public Task<TrainedModel> Train(SiteTask task, ReadOnlyMemory<float> parameters, IProgress<TrainerProgress> progress, CancellationToken cancellation)
    {
        if ((site + task.Iteration) % sites < NoData.DroppedOf(task.Dataset, sites)) throw new SiteTrainingException("It is this site's turn to drop out.");

        var shifted = GC.AllocateUninitializedArray<float>(parameters.Length);
        var from = parameters.Span;

        for (var i = 0; i < shifted.Length; i++) shifted[i] = from[i] + _shift;

        return Task.FromResult(new TrainedModel(shifted, Examples: 1, Loss: 0, Seconds: 0));
    }
}
