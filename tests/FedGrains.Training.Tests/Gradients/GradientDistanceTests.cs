using FedGrains.Core.Models;
using FedGrains.Core.Training;
using FedGrains.Training.Gradients;

namespace FedGrains.Training.Tests.Gradients;

public sealed class GradientDistanceTests
{
    private static readonly ModelDefinition Model = new([1, 4, 4], [new Layer.Convolution(2, 3), new Layer.GroupNorm(2), new Layer.Tanh(), new Layer.Flatten(), new Layer.Linear(3)]);
    private static readonly float[] Parameters = Jobs.Initial(Model);
    private static readonly float[] Features = Jobs.Normal(SeededRandom.For(1, "features"), 32);

    [Fact]
    public void Measure_TheRecordsThemselves_IsNothing()
    {
        var seen = BatchGradient.Of(Model, LossNames.CrossEntropy, Parameters, new([1, 4, 4], Features, [2, 0]));
        var distance = Measure(seen, [.. Features.Select(v => (double)v)], [0, 0, 40, 40, 0, 0]);

        Assert.InRange(distance, 0, 1e-12);
        Assert.InRange(Measure(seen, [.. Features.Select(v => (double)v)], [40, 0, 0, 40, 0, 0]), 0.01, 100);
    }

    // Derivatives of the derivative, against differences.
    [Fact]
    public void Measure_Derivatives_AreTheSlopes()
    {
        const double Step = 1e-6;
        var random = SeededRandom.For(2, "guess");
        double[] features = [.. Enumerable.Range(0, 32).Select(_ => random.NextNormal())], logits = [.. Enumerable.Range(0, 6).Select(_ => random.NextNormal())];
        var seen = Jobs.Normal(random, Parameters.Length);
        var (byFeatures, byLogits) = (new double[32], new double[6]);
        new GradientDistance(Model, Parameters, [.. seen.Select(v => (double)v)], 2).Measure(features, logits, byFeatures, byLogits);

        foreach (var (values, derivatives) in ((double[], double[])[])[(features, byFeatures), (logits, byLogits)])
        {
            for (var i = 0; i < values.Length; i++)
            {
                var at = values[i];
                values[i] = at + Step;
                var above = Measure(seen, features, logits);
                values[i] = at - Step;
                var below = Measure(seen, features, logits);
                values[i] = at;

                Assert.Equal((above - below) / (2 * Step), derivatives[i], 1e-5 * Math.Max(1, Math.Abs(derivatives[i])));
            }
        }
    }

    [Fact]
    public void Of_BatchGradient_IsTheMeanOfSingleOnes()
    {
        var both = BatchGradient.Of(Model, LossNames.CrossEntropy, Parameters, new([1, 4, 4], Features, [2, 0]));
        var (one, other) = (BatchGradient.Of(Model, LossNames.CrossEntropy, Parameters, new([1, 4, 4], Features[..16], [2])), BatchGradient.Of(Model, LossNames.CrossEntropy, Parameters, new([1, 4, 4], Features[16..], [0])));

        Assert.Equal(one.Zip(other, (a, b) => (a + b) / 2), both, (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Sizes_ThatDisagree_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new GradientDistance(Model, Parameters, new double[3], 1));
        Assert.Throws<ArgumentException>(() => new GradientDistance(ModelDefinition.Regression(2), new float[3], new double[3], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientDistance(Model, Parameters, new double[Parameters.Length], 0));
        Assert.Throws<ArgumentException>(() => BatchGradient.Of(Model, LossNames.CrossEntropy, Parameters, new([16], Features[..16], [2])));
    }

    private static double Measure(float[] seen, double[] features, double[] logits) =>
        new GradientDistance(Model, Parameters, [.. seen.Select(v => (double)v)], 2).Measure(features, logits, new double[32], new double[6]);
}
