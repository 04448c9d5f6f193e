using System.Globalization;

using FedGrains.Core.Models;
using FedGrains.Core.Training;

namespace FedGrains.Training.Tests;

[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public sealed class MemoryTestsRunAlone;

/// <summary>
/// Native memory is invisible to the garbage collector, so what counts is what the process holds. One activation kept a step
/// would be 64 KiB, or 384 MiB over the steps that are watched.
/// </summary>
[Collection(nameof(MemoryTests))]
public sealed class MemoryTests
{
    private const int BoundKib = 24 * 1024;

    private static readonly TrainingData Data = Jobs.Binary(512, 64);

    [Fact]
    public void Train_ThousandsOfSteps_HoldsMemoryFlat()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        var model = new ModelDefinition([64], [new Layer.Linear(256), new Layer.Relu(), new Layer.Dropout(0.2), new Layer.Linear(1)]);
        var watch = new Watch();

        Jobs.Train(model, Jobs.Plan(batch: 64, steps: 8000, mu: 0.1, optimizer: new(OptimizerNames.Adam, 0.001)), Data, progress: watch);

        AssertFlat(watch.Resident);
    }

    [Fact]
    public void Train_ManyShortRounds_HoldsMemoryFlat()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        var model = ModelDefinition.Perceptron(64, [256], 1);
        var plan = Jobs.Plan(batch: 64, steps: 1, mu: 0.1) with { Metrics = [MetricNames.AreaUnderCurve] };
        var watch = new Watch();

        for (var round = 1; round <= 1000; round++)
        {
            var trained = Jobs.Train(model, plan, Data, round: round, progress: round % 10 == 0 ? watch : null);
            Jobs.Evaluate(model, plan, trained.Parameters, Data);
        }

        AssertFlat(watch.Resident);
    }

    [Fact]
    public void TrainPrivately_ThousandsOfSteps_HoldsMemoryFlat()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        var model = new ModelDefinition([64], [new Layer.Embedding(4, 8), new Layer.LayerNorm(), new Layer.Convolution(16, 3), new Layer.GroupNorm(4), new Layer.Relu(), new Layer.Flatten(), new Layer.Linear(1)]);
        var codes = new TrainingData([64], [.. Enumerable.Range(0, 512 * 64).Select(i => (float)(i % 4))], [.. Enumerable.Range(0, 512).Select(i => (float)(i % 2))]);
        var plan = Jobs.Plan(steps: 1500, mu: 0.1, optimizer: new(OptimizerNames.Adam, 0.001)) with { BatchSize = 0, Privacy = new(1, 1, ExpectedBatch: 16) };
        var watch = new Watch();

        Jobs.Train(model, plan, codes, progress: watch);

        AssertFlat(watch.Resident);
    }

    // The first quarter warms up: code is compiled, heaps and pools find their size.
    private static void AssertFlat(List<int> resident)
    {
        Assert.Equal(100, resident.Count);
        Assert.InRange(resident.Skip(25).Max() - resident[24], int.MinValue, BoundKib);
    }

    /// <summary>Notes the process's resident memory in KiB at every report.</summary>
    private sealed class Watch : IProgress<TrainingProgress>
    {
        public List<int> Resident { get; } = [];

        public void Report(TrainingProgress value) => Resident.Add(int.Parse(
            File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));
    }
}
