using CsCheck;

using FedGrains.Core.Evaluation;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Training;

namespace FedGrains.Core.Tests.Evaluation;

public sealed class MeasurementTests
{
    [Fact]
    public void Pool_IsTheMeanAndVarianceOfAllRecordsTogether() => Gen.Double[-10, 10].Array[1, 30].Array[1, 6].Sample(nodes =>
    {
        var all = Of([.. nodes.SelectMany(n => n)]);
        var pooled = Measurement.Pool([.. nodes.Select(Of)]);

        Assert.Equal(all.Examples, pooled.Examples);
        Assert.Equal(all.Value, pooled.Value, 1e-12);
        Assert.Equal(all.Variance, pooled.Variance, 1e-10);
    });

    [Fact]
    public void Pool_OneNode_IsThatNode() => Assert.Equal(new("auc", 0.75, 8, 0.5), Measurement.Pool([new("auc", 0.75, 8, 0.5)]));

    // Newcombe 1998 (Statistics in Medicine 17, 857-872), table I, method 3.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Interval_OfAccuracy_IsNewcombesWilsonExample(int right, int of, double lower, double upper)
    {
        var interval = new Measurement(MetricNames.Accuracy, (double)right / of, of, 0).Interval();

        Assert.Equal(lower, interval.Lower, 4);
        Assert.Equal(upper, interval.Upper, 4);
    }

    [Fact]
    public void Interval_OfALoss_IsNormal()
    {
        var interval = new Measurement(MetricNames.Loss, 2, 100, 25).Interval();

        Assert.Equal(2 - (1.959963984540054 * 0.5), interval.Lower, 1e-12);
        Assert.Equal(2 + (1.959963984540054 * 0.5), interval.Upper, 1e-12);
    }

    [Fact]
    public void Fault_SoundMeasurement_None() => Assert.Null(new Measurement("loss", 0.5, 1, 0).Fault());

    [Theory]
    [InlineData(double.NaN, 1, 0, "metric 'loss' is NaN; send a finite number.")]
    [InlineData(1, 1, -1, "the variance of metric 'loss' is -1; send a finite number of at least 0.")]
    [InlineData(1, 1, double.PositiveInfinity, "the variance of metric 'loss' is Infinity; send a finite number of at least 0.")]
    [InlineData(1, 0, 0, "metric 'loss' has an example count of 0; send at least 1.")]
    public void Fault_NamesWhatIsWrong(double value, long examples, double variance, string fault) =>
        Assert.Equal(fault, new Measurement("loss", value, examples, variance).Fault());

    [Fact]
    public void With_NodesInAnyOrder_SameRecord()
    {
        NodeEvaluation[] nodes = [Evaluation("b", 0.5, 10), Evaluation("a", 1, 30), Evaluation("c", 0, 10)];
        var forwards = nodes.Aggregate(ModelEvaluation.None, (all, n) => all.With(n));
        var backwards = nodes.Reverse().Aggregate(ModelEvaluation.None, (all, n) => all.With(n));

        Assert.Equal(["a", "b", "c"], forwards.Nodes.Select(n => n.Node.Value));
        Assert.Equal(forwards.Nodes, backwards.Nodes);
    }

    [Fact]
    public void With_NodeMeasuredBefore_IsReplaced()
    {
        var evaluation = ModelEvaluation.None.With(Evaluation("a", 1, 30)).With(Evaluation("a", 0, 10));

        Assert.Equal(0, Assert.Single(evaluation.Nodes).Measurements[0].Value);
    }

    [Fact]
    public void PooledAndMeanOverNodes_WeighRecordsAndNodes()
    {
        var evaluation = ModelEvaluation.None.With(Evaluation("a", 1, 30)).With(Evaluation("b", 0.5, 10));

        Assert.Equal(0.875, Assert.Single(evaluation.Pooled()).Value);
        Assert.Equal(0.75, evaluation.MeanOverNodes("accuracy"));
        Assert.Null(evaluation.MeanOverNodes("auc"));
    }

    private static NodeEvaluation Evaluation(string node, double accuracy, long examples) => new(NodeId.Parse(node), [new("accuracy", accuracy, examples, accuracy * (1 - accuracy))]);

    private static Measurement Of(double[] records)
    {
        var mean = records.Average();

        return new("loss", mean, records.Length, records.Average(r => (r - mean) * (r - mean)));
    }
}
