using System.Collections.Immutable;

using FedGrains.Core.Evaluation;
using FedGrains.Core.Rounds;
using FedGrains.Site.Configuration;
using FedGrains.Site.Identity;
using FedGrains.Training;
using FedGrains.Training.Devices;

namespace FedGrains.Site.Trainers;

/// <summary>Trains with TorchSharp on the site's registered datasets.</summary>
internal sealed class TorchSiteTrainer(SiteOptions options, SiteIdentity identity, TrainerRecords records, TimeProvider clock) : ISiteTrainer
{
    // Torch is not loaded before there is work for it.
    private readonly Lazy<TorchDevice> _device = new(() => TorchDevice.Parse(options.Device));
    private readonly TorchThreads _threads = new(options.Threads);

    public async Task<ImmutableArray<Measurement>> Evaluate(SiteTask task, ReadOnlyMemory<float> parameters, CancellationToken cancellation)
    {
        var heldOut = await records.HeldOut(task, cancellation);

        return new ModelEvaluator(_device.Value, _threads).Evaluate(task.Model, task.Training, parameters.Span, heldOut, cancellation);
    }

    public async Task<TrainedModel> Train(SiteTask task, ReadOnlyMemory<float> parameters, IProgress<TrainerProgress> progress, CancellationToken cancellation)
    {
        var training = await records.Training(task, cancellation);
        var result = new LocalTrainer(_device.Value, _threads, clock).Train(
            task.Model, task.Training, parameters.Span, training, new(task.Seed, identity.Node.Node), task.Iteration, new Relay(progress), cancellation);

        return new(result.Parameters, training.Count, result.MeanLoss, result.Seconds, result.Mechanism);
    }

    // Progress<T> would post to the thread pool and let reports overtake each other.
    private sealed class Relay(IProgress<TrainerProgress> progress) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => progress.Report(new(value.Step, value.Steps, value.Loss));
    }
}
