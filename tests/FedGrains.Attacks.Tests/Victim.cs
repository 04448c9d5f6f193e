using FedGrains.Attacks.Inversion;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Training;
using FedGrains.Privacy.Updates;
using FedGrains.Testing;
using FedGrains.Training;
using FedGrains.Training.Devices;

namespace FedGrains.Attacks.Tests;

/// <summary>A site that takes one step on a few pictures and sends what changed, plain, with noise or under a mask.</summary>
internal static class Victim
{
    public const int Side = 8;
    public const int Classes = 10;

    private const double Rate = 0.5;

    public static LocalTrainer Trainer(ulong seed) => new(TorchDevice.Cpu, TorchThreads.One, TimeProvider.System, new SeededGenerator(seed));

    /// <summary>Smooth pictures of a few blobs, and labels that have nothing to do with them.</summary>
    public static TrainingData Pictures(int count, ulong seed)
    {
        var random = SeededRandom.For(seed, "pictures");

        return new([Side * Side], [.. Enumerable.Range(0, count).SelectMany(_ => Picture(random))], [.. Enumerable.Range(0, count).Select(_ => (float)random.NextInt(Classes))]);
    }

    public static ReadOnlyMemory<float> Record(this TrainingData data, int record) => data.Features.Slice(record * Side * Side, Side * Side);

    public static int Label(this TrainingData data, int record) => (int)data.Labels.Span[record];

    /// <summary>What an eavesdropper takes for the mean gradient: the update over the learning rate.</summary>
    public static double[] Gradient(ModelDefinition model, float[] start, TrainingData data, DpSgd? privacy = null, ulong seed = 1)
    {
        var plan = new TrainingPlan(LossNames.CrossEntropy, [], new(OptimizerNames.Sgd, Rate), privacy is null ? data.Count : 0, LocalSteps: 1, LocalEpochs: 0, ProximalTerm: 0, privacy);
        var trained = Trainer(seed).Train(model, plan, start, data, new(1, new NodeId("victim")), round: 1, cancellation: TestContext.Current.CancellationToken);

        return ObservedGradient.Of(start, trained.Parameters, Rate);
    }

    /// <summary>The same under a mask: each value is uniform in the ring, whatever the update was.</summary>
    public static double[] Masked(int length, ulong seed)
    {
        var bytes = new byte[length * sizeof(int)];
        new SeededGenerator(seed).GetBytes(bytes);

        return [.. bytes.Chunk(sizeof(int)).Select(value => BitConverter.ToInt32(value) * FixedPointFormat.Default.Step / Rate)];
    }

    private static float[] Picture(SeededRandom random)
    {
        var blobs = Enumerable.Range(0, 3).Select(_ => (X: Side * random.NextDouble(), Y: Side * random.NextDouble(), Width: 1 + (1.5 * random.NextDouble()))).ToArray();

        return [.. Enumerable.Range(0, Side * Side).Select(i => (float)Math.Min(1, blobs.Sum(b => Math.Exp(-(Math.Pow((i % Side) - b.X, 2) + Math.Pow((i / Side) - b.Y, 2)) / (2 * b.Width * b.Width)))))];
    }
}
