using System.Security.Cryptography;

using FedGrains.Core.Models;
using FedGrains.Core.Training;
using FedGrains.Training.Batches;
using FedGrains.Training.Devices;
using FedGrains.Training.DifferentialPrivacy;
using FedGrains.Training.Models;

using TorchSharp;

namespace FedGrains.Training;

/// <summary>
/// Trains a declared model on one node's records. Jobs may run side by side; on the processor the same inputs give the same bits
/// whatever else runs, as long as the thread count and the machine's kind are the same. Private training never gives the same bits:
/// its samples and its noise are secret.
/// </summary>
/// <param name="device">Where to train.</param>
/// <param name="threads">Processor threads an operation may use.</param>
/// <param name="clock">Measures how long training takes.</param>
/// <param name="random">Where private training takes its samples and its noise from: the operating system's generator, unless a test must repeat itself.</param>
public sealed class LocalTrainer(TorchDevice device, TorchThreads threads, TimeProvider clock, RandomNumberGenerator? random = null)
{
    // A listener hears of a round about this often, however long the round is.
    private const int Reports = 100;
    private const int LeastStepsBetweenReports = 10;

    private readonly RandomNumberGenerator _random = random ?? RandomNumberGenerator.Create();

    /// <summary>
    /// Trains for one round and returns the new parameters. Throws an <see cref="ArgumentException"/> that lists every fault of
    /// the inputs, and a <see cref="TrainingDivergedException"/> when a loss or a parameter stops being finite.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="plan">Loss, optimizer, batches, privacy.</param>
    /// <param name="globalParameters">The parameters to start from, in the layout's order; every value finite.</param>
    /// <param name="data">The node's training records, at least 1; in private training that is their public count, and what was drawn may be nobody.</param>
    /// <param name="seed">Where batch orders and dropout masks come from, but for private training.</param>
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
        ArgumentOutOfRangeException.ThrowIfLessThan(plan.Privacy is null ? data.Count : data.PublicCount, 1, nameof(data));
        ArgumentOutOfRangeException.ThrowIfLessThan(round, 1);

        var started = clock.GetTimestamp();
        threads.Apply();

        using var scope = torch.NewDisposeScope();
        using var dropout = new torch.Generator(plan.Privacy is null ? seed.Dropout(round) : SecretSeed(), device.Device);
        var declared = new DeclaredModel(model, device.Device);
        declared.Load(globalParameters);

        LocalRound local = plan.MechanismFor(data.PublicCount) is { } mechanism
            ? new PrivateRound(model, declared, plan, data, mechanism, _random, dropout)
            : new PlainRound(declared, plan, data, new(seed, data.Count, plan.BatchSize), round, dropout);

        var meanLoss = Run(local, plan, progress, cancellation);
        var parameters = local.Parameters();

        // The last step's damage shows in no loss.
        if (!FiniteValues.Only(parameters)) throw TrainingDivergedException.AtStep(local.Steps, local.Steps, plan.Optimizer.LearningRate);

        return new(parameters, meanLoss, local.Steps, clock.GetElapsedTime(started).TotalSeconds, (local as PrivateRound)?.Mechanism);
    }

    private static double? Run(LocalRound local, TrainingPlan plan, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        var interval = Math.Max(LeastStepsBetweenReports, local.Steps / Reports);
        var (lossSum, records) = (0d, 0L);

        for (var step = 1; step <= local.Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var loss = local.Step(step);

            if (loss is { } batch)
            {
                if (!double.IsFinite(batch.Mean)) throw TrainingDivergedException.AtStep(step, local.Steps, plan.Optimizer.LearningRate);

                lossSum += batch.Mean * batch.Records;
                records += batch.Records;
            }

            if (step % interval == 0 || step == local.Steps) progress?.Report(new(step, local.Steps, loss?.Mean));
        }

        return records > 0 ? lossSum / records : null;
    }

    // The run's seed is known to all. Masks that followed from it and from a record's place in a sample would change for every record after one that is added.
    private ulong SecretSeed()
    {
        Span<byte> seed = stackalloc byte[sizeof(ulong)];
        _random.GetBytes(seed);

        return BitConverter.ToUInt64(seed);
    }
}
