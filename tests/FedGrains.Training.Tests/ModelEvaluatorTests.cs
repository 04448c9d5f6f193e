using FedGrains.Core.Models;
using FedGrains.Core.Training;
using FedGrains.Training.Devices;
using FedGrains.Training.Metrics;

namespace FedGrains.Training.Tests;

public sealed class ModelEvaluatorTests
{
    private static readonly ModelDefinition Identity = ModelDefinition.Regression(1);
    private static readonly TrainingPlan Binary = Jobs.Plan() with { Metrics = [MetricNames.AreaUnderCurve, MetricNames.Accuracy] };

    [Fact]
    public void Evaluate_Binary_IsWorkedByHand()
    {
        var measured = Jobs.Evaluate(Identity, Binary, [1, 0], new([1], [-1, 0, 2, 1], [0, 1, 1, 0]));
        double[] losses = [Softplus(-1), Softplus(0), Softplus(-2), Softplus(1)];

        Assert.Equal(["loss", "auc", "accuracy"], measured.Select(m => m.Metric));
        Assert.Equal(losses.Average(), measured[0].Value, 1e-6);
        Assert.Equal(losses.Average(l => Math.Pow(l - losses.Average(), 2)), measured[0].Variance, 1e-6);
        Assert.Equal(0.75, measured[1].Value);
        Assert.Equal((0.75, 4, 0.75 * 0.25), (measured[2].Value, measured[2].Examples, measured[2].Variance));
    }

    [Fact]
    public void Evaluate_OneClass_LeavesTheAreaOut() =>
        Assert.Equal(["loss", "accuracy"], Jobs.Evaluate(Identity, Binary, [1, 0], new([1], [1, 2], [1, 1])).Select(m => m.Metric));

    [Fact]
    public void Evaluate_NoRecords_MeasuresNothing() => Assert.Empty(Jobs.Evaluate(Identity, Binary, [1, 0], new([1], [], [])));

    [Fact]
    public void Evaluate_LossListed_IsMeasuredOnce() =>
        Assert.Single(Jobs.Evaluate(Identity, Jobs.Plan() with { Metrics = [MetricNames.Loss, MetricNames.Loss] }, [1, 0], new([1], [1], [1])));

    [Fact]
    public void Evaluate_Regression_MeasuresAbsoluteErrors()
    {
        var plan = Jobs.Plan(LossNames.MeanSquaredError) with { Metrics = [MetricNames.Accuracy, MetricNames.AreaUnderCurve, MetricNames.MeanAbsoluteError] };
        var measured = Jobs.Evaluate(Identity, plan, [1, 0], new([1], [1, 2], [2, -1]));

        Assert.Equal(["loss", "meanAbsoluteError"], measured.Select(m => m.Metric));
        Assert.Equal((5, 16), (measured[0].Value, measured[0].Variance));
        Assert.Equal((2, 1), (measured[1].Value, measured[1].Variance));
    }

    [Fact]
    public void Evaluate_Classes_TakesTheLargestLogit()
    {
        // Logits are x, 0 and -x.
        var plan = Jobs.Plan(LossNames.CrossEntropy) with { Metrics = [MetricNames.Accuracy, MetricNames.AreaUnderCurve, MetricNames.MeanAbsoluteError] };
        var measured = Jobs.Evaluate(ModelDefinition.Regression(1, 3), plan, [1, 0, -1, 0, 0, 0], new([1], [1, -1, 1, 0], [0, 2, 1, 0]));

        Assert.Equal(["loss", "accuracy"], measured.Select(m => m.Metric));
        Assert.Equal(0.75, measured[1].Value);
    }

    [Fact]
    public void Evaluate_TwoClasses_MeasuresTheArea() =>
        Assert.Equal(1, Jobs.Evaluate(ModelDefinition.Regression(1, 2), Jobs.Plan(LossNames.CrossEntropy) with { Metrics = [MetricNames.AreaUnderCurve] }, [0, 1, 0, 0], new([1], [1, 2], [0, 1]))[1].Value);

    [Fact]
    public void Evaluate_MoreThanOneBatch_MeasuresEveryRecord()
    {
        var data = Jobs.Binary((2 * Predictions.BatchSize(Identity)) + 7, 1);
        var measured = Jobs.Evaluate(Identity, Jobs.Plan(), [2, 0.5f], data)[0];
        var losses = Enumerable.Range(0, data.Count).Select(i => Softplus((1 - (2 * data.Labels.Span[i])) * ((2 * data.Features.Span[i]) + 0.5)));

        Assert.Equal(data.Count, measured.Examples);
        Assert.Equal(losses.Average(), measured.Value, 1e-6);
    }

    [Fact]
    public void BatchSize_LargeActivations_IsSmall() =>
        Assert.Equal(1, Predictions.BatchSize(new([3, 1024, 1024], [new Layer.Convolution(8, 3, Padding: 1), new Layer.Flatten(), new Layer.Linear(1)])));

    [Fact]
    public void Evaluate_Dropout_IsOff()
    {
        var model = new ModelDefinition([1], [new Layer.Dropout(0.9), new Layer.Linear(1)]);

        Assert.Equal(1, Jobs.Evaluate(model, Binary, [1, 0], new([1], [-1, -2, 1, 2], [0, 0, 1, 1]))[1].Value);
    }

    [Fact]
    public void Evaluate_LossOverflows_SaysItDiverged() =>
        Assert.Throws<TrainingDivergedException>(() => Jobs.Evaluate(Identity, Jobs.Plan(LossNames.MeanSquaredError), [1e38f, 0], new([1], [1e3f], [0])));

    [Fact]
    public void Losses_EachRecord_InTheirOrder()
    {
        var losses = new ModelEvaluator(TorchDevice.Cpu, TorchThreads.One).Losses(Identity, Binary, [1, 0], new([1], [-1, 0, 2], [0, 1, 1]), TestContext.Current.CancellationToken);

        Assert.Equal([Softplus(-1), Softplus(0), Softplus(-2)], losses.Select(l => (double)l), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    private static double Softplus(double x) => Math.Log(1 + Math.Exp(x));
}
