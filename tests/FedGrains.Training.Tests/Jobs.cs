using System.Collections.Immutable;

using FedGrains.Core.Evaluation;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Training;
using FedGrains.Training.Batches;
using FedGrains.Training.Devices;

namespace FedGrains.Training.Tests;

/// <summary>Small jobs to train: data from seeded streams, plans with one thing said and the rest plain.</summary>
internal static class Jobs
{
    public static BatchSeed Leeds { get; } = new(7, NodeId.Parse("leeds"));

    public static BatchSeed Oslo { get; } = new(7, NodeId.Parse("oslo"));

    public static TrainingPlan Plan(
        string loss = LossNames.BinaryCrossEntropy, double rate = 0.1, int batch = 4, int steps = 0, int epochs = 0, double mu = 0, OptimizerSettings? optimizer = null) =>
        new(loss, [], optimizer ?? new(OptimizerNames.Sgd, rate), batch, steps, steps == 0 && epochs == 0 ? 1 : epochs, mu);

    /// <summary>Normal features; label 1 where the sum of the features and a little noise is positive.</summary>
    public static TrainingData Binary(int count, int features, ulong seed = 1)
    {
        var random = SeededRandom.For(seed, "binary");
        var values = Normal(random, count * features);
        var labels = values.Chunk(features).Select(record => record.Sum() + (0.1 * random.NextNormal()) > 0 ? 1f : 0f);

        return new([features], values, [.. labels]);
    }

    /// <summary>Noisy 8 x 8 images of one bright bar; label 1 where it stands, 0 where it lies.</summary>
    public static TrainingData Bars(int count, ulong seed)
    {
        var random = SeededRandom.For(seed, "bars");
        var labels = Enumerable.Range(0, count).Select(i => (float)(i % 2)).ToArray();

        return new([1, 8, 8], [.. labels.SelectMany(label => Bar(random, label == 1))], labels);
    }

    public static float[] Initial(ModelDefinition model) => InitialModel.Create(model.Layout(), seed: 3);

    public static TrainingResult Train(
        ModelDefinition model, TrainingPlan plan, TrainingData data, BatchSeed? seed = null, int round = 1, float[]? from = null, IProgress<TrainingProgress>? progress = null, CancellationTokenSource? stop = null) =>
        new LocalTrainer(TorchDevice.Cpu, TorchThreads.One, TimeProvider.System).Train(
            model, plan, from ?? Initial(model), data, seed ?? Leeds, round, progress, stop?.Token ?? TestContext.Current.CancellationToken);

    public static ImmutableArray<Measurement> Evaluate(ModelDefinition model, TrainingPlan plan, float[] parameters, TrainingData heldOut) =>
        new ModelEvaluator(TorchDevice.Cpu, TorchThreads.One).Evaluate(model, plan, parameters, heldOut, TestContext.Current.CancellationToken);

    public static float[] Normal(SeededRandom random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextNormal())];

    private static float[] Bar(SeededRandom random, bool stands)
    {
        var place = random.NextInt(8);

        return [.. Enumerable.Range(0, 64).Select(i => (float)((0.3 * random.NextNormal()) + ((stands ? i % 8 : i / 8) == place ? 1 : 0)))];
    }
}
