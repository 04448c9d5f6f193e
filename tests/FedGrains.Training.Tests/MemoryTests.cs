using System.Globalization;

using FedGrains.Core.Models;
using FedGrains.Core.Training;

namespace FedGrains.Training.Tests;

[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public sealed class MemoryTestsRunAlone;

/// <summary>Native memory is invisible to the garbage collector, so what counts is what the process holds.</summary>
[Collection(nameof(MemoryTests))]
public sealed class MemoryTests
{
    private const int BoundKib = 16 * 1024;

    [Fact]
    public void Train_ThousandsOfSteps_HoldsMemoryFlat()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        var model = new ModelDefinition([64], [new Layer.Linear(256), new Layer.Relu(), new Layer.Dropout(0.2), new Layer.Linear(1)]);
        var data = Jobs.Binary(512, 64);
        var plan = Jobs.Plan(batch: 64, steps: 2000, mu: 0.1, optimizer: new(OptimizerNames.Adam, 0.001));

        AssertFlat(() => Jobs.Train(model, plan, data));
    }

    [Fact]
    public void Train_ManyShortRounds_HoldsMemoryFlat()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        var model = ModelDefinition.Perceptron(64, [256], 1);
        var data = Jobs.Binary(512, 64);
        var plan = Jobs.Plan(batch: 64, steps: 1, mu: 0.1) with { Metrics = [MetricNames.AreaUnderCurve] };

        AssertFlat(() =>
        {
            for (var round = 1; round <= 500; round++) Jobs.Evaluate(model, plan, Jobs.Train(model, plan, data, round: round).Parameters, data);
        });
    }

    private static void AssertFlat(Action work)
    {
        work();
        var before = ResidentKib();
        for (var i = 0; i < 3; i++) work();

        Assert.InRange(ResidentKib() - before, int.MinValue, BoundKib);
    }

    private static int ResidentKib() => int.Parse(
        File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
