using FedGrains.Core.Models;
using FedGrains.Core.Training;

namespace FedGrains.Training.Tests;

public sealed partial class LocalTrainerTests
{
    private static readonly ModelDefinition Model = ModelDefinition.Regression(3);
    private static readonly TrainingData Data = Jobs.Binary(20, 3);
    private static readonly float[] Start = [0.3f, -0.2f, 0.1f, 0.05f];

    [Fact]
    public void Train_OneSgdStep_FollowsTheGradient()
    {
        var reference = new LogisticRegression(Data, Doubles(Start));
        var expected = reference.Gradient(mu: 0).Select((g, j) => Start[j] - (0.5 * g));

        AssertClose(expected, Jobs.Train(Model, Jobs.Plan(rate: 0.5, batch: 20, steps: 1), Data, from: Start).Parameters);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0.9, 0, 0)]
    [InlineData(0, 0.1, 0)]
    [InlineData(0, 0, 2)]
    [InlineData(0.5, 0.1, 1)]
    public void Train_Sgd_IsThePlainDerivation(double momentum, double decay, double mu)
    {
        var optimizer = new OptimizerSettings(OptimizerNames.Sgd, 0.1, momentum, decay);
        var reference = new LogisticRegression(Data, Doubles(Start));

        for (var step = 0; step < 30; step++) reference.Sgd(optimizer, mu);

        AssertClose(reference.Parameters, Jobs.Train(Model, Jobs.Plan(batch: 20, steps: 30, mu: mu, optimizer: optimizer), Data, from: Start).Parameters);
    }

    [Fact]
    public void Train_Adam_IsThePlainDerivation()
    {
        var optimizer = new OptimizerSettings(OptimizerNames.Adam, 0.01);
        var reference = new LogisticRegression(Data, Doubles(Start));

        for (var step = 1; step <= 30; step++) reference.Adam(optimizer, step);

        AssertClose(reference.Parameters, Jobs.Train(Model, Jobs.Plan(batch: 20, steps: 30, optimizer: optimizer), Data, from: Start).Parameters);
    }

    [Fact]
    public void Train_ProximalTerm_StaysNearerTheGlobalModel()
    {
        double Distance(double mu) => Jobs.Train(Model, Jobs.Plan(steps: 200, mu: mu), Data, from: Start).Parameters.Zip(Start, (w, g) => Math.Pow(w - g, 2)).Sum();

        Assert.True(Distance(10) < Distance(1));
        Assert.True(Distance(1) < Distance(0));
    }

    [Fact]
    public void Train_Result_SaysMeanLossAndSteps()
    {
        var result = Jobs.Train(Model, Jobs.Plan(rate: 1e-9, batch: 8, epochs: 2), Data, from: Start);
        var losses = Enumerable.Range(0, Data.Count).Select(i => Loss(i));

        Assert.Equal(6, result.Steps);
        Assert.Equal(losses.Average(), result.MeanLoss!.Value, 1e-5);
        Assert.Null(result.Mechanism);
        Assert.True(result.Seconds > 0);
    }

    [Fact]
    public void Train_Images_LearnsThem()
    {
        var model = ModelDefinition.ConvolutionalNetwork([1, 8, 8], [4], [8], 2);
        var plan = Jobs.Plan(LossNames.CrossEntropy, batch: 16, epochs: 8, optimizer: new(OptimizerNames.Adam, 0.01)) with { Metrics = [MetricNames.Accuracy] };

        var trained = Jobs.Train(model, plan, Jobs.Bars(256, seed: 1)).Parameters;

        Assert.InRange(Jobs.Evaluate(model, plan, trained, Jobs.Bars(128, seed: 2))[1].Value, 0.95, 1);
    }

    [Fact]
    public void Train_GlobalParameters_AreLeftAsTheyWere()
    {
        var before = Start.ToArray();
        Jobs.Train(Model, Jobs.Plan(), Data, from: Start);

        Assert.Equal(before, Start);
    }

    [Fact]
    public void Train_UnfitInputs_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => Jobs.Train(Model, Jobs.Plan(batch: 0), Data));
        Assert.Throws<ArgumentException>(() => Jobs.Train(Model, Jobs.Plan("hinge"), Data));
        Assert.Throws<ArgumentException>(() => Jobs.Train(Model, Jobs.Plan(rate: 1e300), Data));
        Assert.Throws<ArgumentException>(() => Jobs.Train(Model, Jobs.Plan(), Data, from: [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => Jobs.Train(Model, Jobs.Plan(), Data, from: [1, 2, 3, float.NaN]));
        Assert.Throws<ArgumentException>(() => Jobs.Train(Model, Jobs.Plan(), Jobs.Binary(20, 4)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Jobs.Train(Model, Jobs.Plan(), new([3], [], [])));
        Assert.Throws<ArgumentOutOfRangeException>(() => Jobs.Train(Model, Jobs.Plan(), Data, round: 0));
    }

    private static double Loss(int record)
    {
        var logit = Start[3] + Data.Features.Span.Slice(record * 3, 3).ToArray().Zip(Start, (x, w) => (double)x * w).Sum();

        return Math.Log(1 + Math.Exp(logit)) - (Data.Labels.Span[record] * logit);
    }

    private static double[] Doubles(float[] values) => [.. values.Select(v => (double)v)];

    private static void AssertClose(IEnumerable<double> expected, float[] actual) => Assert.Equal(expected, Doubles(actual), (a, b) => Math.Abs(a - b) < 2e-5);
}
