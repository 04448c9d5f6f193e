using System.Text.Json;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Training;
using FedGrains.Training;
using FedGrains.Training.Devices;

namespace FedGrains.Bench.Training;

/// <summary>What a step of private training costs beside a plain one: one thread, batches of 64 (private ones on average), random images.</summary>
internal static class PrivateSteps
{
    private const int Batch = 64;
    private const int Records = 6400;
    private const int Repetitions = 7;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    // McMahan et al. 2017, section 3: the "2NN" and the CNN.
    private static readonly (string Name, ModelDefinition Model, int Steps)[] Models =
    [
        ("MLP 784-200-200-10", ModelDefinition.Perceptron(784, [200, 200], 10), 300),
        ("CNN 3x3 8-16, 32, 10", ModelDefinition.ConvolutionalNetwork([1, 28, 28], [8, 16], [32], 10), 50),
        ("CNN 5x5 32-64, 512, 10", new([1, 28, 28],
        [
            new Layer.Convolution(32, 5, Padding: 2), new Layer.Relu(), new Layer.MaxPooling(2),
            new Layer.Convolution(64, 5, Padding: 2), new Layer.Relu(), new Layer.MaxPooling(2),
            new Layer.Flatten(), new Layer.Linear(512), new Layer.Relu(), new Layer.Linear(10),
        ]), 15),
    ];

    public static int Measure(string? json)
    {
        Console.WriteLine("| model | parameters | optimizer | plain ms/step min | median | private ms/step min | median | ratio of minima |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        List<PrivateStepFigures> figures = [];

        foreach (var (name, model, steps) in Models)
        {
            foreach (var optimizer in OptimizerNames.All)
            {
                figures.Add(Measure(name, model, steps, optimizer));
                Console.WriteLine(figures[^1].Row);
            }
        }

        if (json is not null) File.WriteAllText(json, JsonSerializer.Serialize(figures, Json));

        return 0;
    }

    // Plain and private take turns, so that what else the machine does meets both.
    private static PrivateStepFigures Measure(string name, ModelDefinition model, int steps, string optimizer)
    {
        var data = Images(model);
        var plain = new TrainingPlan(LossNames.CrossEntropy, [], new(optimizer, 0.001), Batch, steps, LocalEpochs: 0, ProximalTerm: 0);
        var secret = plain with { BatchSize = 0, Privacy = new(ClippingNorm: 1, NoiseMultiplier: 1, ExpectedBatch: Batch) };
        var initial = InitialModel.Create(model.Layout(), seed: 1);
        List<double> plainly = [], privately = [];

        for (var repetition = -2; repetition < Repetitions; repetition++)
        {
            var (one, other) = (MillisecondsPerStep(model, plain, initial, data), MillisecondsPerStep(model, secret, initial, data));

            // The first two let the compiler finish.
            if (repetition < 0) continue;

            plainly.Add(one);
            privately.Add(other);
        }

        return new(name, model.Layout().ParameterCount, optimizer, plainly.Min(), Median(plainly), privately.Min(), Median(privately));
    }

    private static double MillisecondsPerStep(ModelDefinition model, TrainingPlan plan, float[] initial, TrainingData data) =>
        1000 * new LocalTrainer(TorchDevice.Cpu, TorchThreads.One, TimeProvider.System).Train(model, plan, initial, data, new(1, new NodeId("bench")), round: 1).Seconds / plan.LocalSteps;

    private static TrainingData Images(ModelDefinition model)
    {
        var random = SeededRandom.For(1, "images");
        var values = model.Input.Aggregate(1, (product, d) => product * d);

        return new(model.Input, [.. Enumerable.Range(0, Records * values).Select(_ => (float)random.NextDouble())], [.. Enumerable.Range(0, Records).Select(_ => (float)random.NextInt(10))]);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
