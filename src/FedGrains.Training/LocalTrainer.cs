using FedGrains.Core.Models;
using FedGrains.Core.Training;
using FedGrains.Training.Batches;
using FedGrains.Training.Devices;

using TorchSharp;

namespace FedGrains.Training;

/// <summary>
/// Trains a declared model on one node's records. Jobs may run side by side; on the processor the same inputs give the same bits
/// whatever else runs, as long as the thread count and the machine's kind are the same.
/// </summary>
/// <param name="device">Where to train.</param>
/// <param name="threads">Processor threads an operation may use.</param>
/// <param name="clock">Measures how long training takes.</param>
public sealed class LocalTrainer(TorchDevice device, TorchThreads threads, TimeProvider clock)
{
    // A listener hears of a round about this often, however long the round is.
    private const int Reports = 100;
    private const int LeastStepsBetweenReports = 10;

    /// <summary>
    /// Trains for one round and returns the new parameters. Throws an <see cref="ArgumentException"/> that lists every fault of
    /// the inputs, and a <see cref="TrainingDivergedException"/> when a loss or a parameter stops being finite.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="plan">Loss, optimizer, batches.</param>
    /// <param name="globalParameters">The parameters to start from, in the layout's order; every value finite.</param>
    /// <param name="data">The node's training records, at least 1.</param>
    /// <param name="seed">Where batch orders and dropout masks come from.</param>
    /// <param name="round">The round's number, from 1.</param>
    /// <param name="progress">Hears about every hundredth of the round's steps, and the last; null when nobody listens.</param>
    /// <param name="cancellation">Looked at before every step.</param>
    public TrainingResult Train(
        ModelDefinition model,
        TrainingPlan plan,
        ReadOnlySpan<float> globalParameters,
        TrainingData data,
        BatchSeed seed,
        int round,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        JobInputs.Require(model, plan, globalParameters, data);
        ArgumentOutOfRangeException.ThrowIfLessThan(data.Count, 1, nameof(data));

        var started = clock.GetTimestamp();
        threads.Apply();

        using var scope = torch.NewDisposeScope();
        using var dropout = new torch.Generator(seed.Dropout(round), device.Device);
        var local = new LocalRound(model, plan, globalParameters, data, dropout);
        var batches = new BatchSchedule(seed, data.Count, plan.BatchSize);

        var meanLoss = Run(local, batches, plan, round, progress, cancellation);
        var steps = batches.StepsPerRound(plan);
        var parameters = local.Parameters();

        // The last step's damage shows in no loss.
        if (!FiniteValues.Only(parameters)) throw TrainingDivergedException.AtStep(steps, steps, plan.Optimizer.LearningRate);

        return new(parameters, meanLoss, steps, clock.GetElapsedTime(started).TotalSeconds);
    }

    private static double Run(LocalRound local, BatchSchedule batches, TrainingPlan plan, int round, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        var first = batches.FirstStep(plan, round);
        var steps = batches.StepsPerRound(plan);
        var interval = Math.Max(LeastStepsBetweenReports, steps / Reports);
        var (lossSum, records) = (0d, 0L);

        for (var step = 1; step <= steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var batch = batches.Batch(first + step - 1);
            var loss = local.Step(batch);

            if (!double.IsFinite(loss)) throw TrainingDivergedException.AtStep(step, steps, plan.Optimizer.LearningRate);

            lossSum += loss * batch.Length;
            records += batch.Length;
            if (step % interval == 0 || step == steps) progress?.Report(new(step, steps, loss));
        }

        return lossSum / records;
    }
}
