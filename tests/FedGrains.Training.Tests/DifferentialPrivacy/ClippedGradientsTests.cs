using FedGrains.Core.Models;
using FedGrains.Core.Training;
using FedGrains.Training.DifferentialPrivacy;
using FedGrains.Training.Losses;
using FedGrains.Training.Models;

using static TorchSharp.torch;

namespace FedGrains.Training.Tests.DifferentialPrivacy;

public sealed class ClippedGradientsTests
{
    private const int Count = 9;

    private static readonly Layer.Linear Head = new(3);

    // Each kind of layer, with the ways its gradients can be held, and whole models.
    private static readonly Dictionary<string, ModelDefinition> s_models = new(StringComparer.Ordinal)
    {
        ["linear"] = new([5], [Head]),
        ["perceptron"] = ModelDefinition.Perceptron(12, [10, 7], 3),
        ["convolution, held"] = new([2, 9, 8], [new Layer.Convolution(3, 3, Padding: 1), new Layer.Flatten(), Head]),
        ["convolution, ghost"] = new([8, 4, 3], [new Layer.Convolution(16, 3), new Layer.Tanh(), new Layer.Flatten(), Head]),
        ["convolution, stride"] = new([2, 11, 8], [new Layer.Convolution(4, 3, Stride: 2, Padding: 2), new Layer.Tanh(), new Layer.Flatten(), Head]),
        ["convolution of one place"] = new([3, 2, 2], [new Layer.Convolution(4, 2), new Layer.Tanh(), new Layer.Flatten(), Head]),
        ["pointwise convolution"] = new([3, 4, 4], [new Layer.Convolution(4, 1), new Layer.Tanh(), new Layer.Flatten(), Head]),
        ["signal, held"] = new([2, 30], [new Layer.Convolution(3, 5, Stride: 2, Padding: 1), new Layer.Tanh(), new Layer.Flatten(), Head]),
        ["signal, ghost"] = new([16, 6], [new Layer.Convolution(16, 3), new Layer.Tanh(), new Layer.Flatten(), Head]),
        ["embedding"] = new([6], [new Layer.Embedding(4, 3), new Layer.Flatten(), Head]),
        ["layer norm"] = new([5], [new Layer.Linear(6), new Layer.LayerNorm(), new Layer.Tanh(), Head]),
        ["layer norm over places"] = new([6], [new Layer.Embedding(4, 5), new Layer.LayerNorm(), new Layer.Flatten(), Head]),
        ["group norm"] = new([4, 8, 7], [new Layer.GroupNorm(2), new Layer.Convolution(4, 3), new Layer.GroupNorm(4), new Layer.Tanh(), new Layer.Flatten(), Head]),
        ["group norm of signals"] = new([4, 9], [new Layer.GroupNorm(2), new Layer.Tanh(), new Layer.Flatten(), Head]),
        ["rms norm"] = new([5], [new Layer.RmsNorm(), new Layer.Linear(6), new Layer.RmsNorm(), new Layer.Tanh(), Head]),
        ["rms norm over places"] = new([6], [new Layer.Embedding(4, 5), new Layer.RmsNorm(), new Layer.Flatten(), Head]),
        ["network"] = ModelDefinition.ConvolutionalNetwork([1, 12, 12], [4, 8], [16], 3),
        ["pooled signals"] = new([2, 24], [new Layer.Convolution(4, 3), new Layer.Relu(), new Layer.MaxPooling(2), new Layer.Flatten(), Head]),
    };

    public static TheoryData<string> Models => [.. s_models.Keys];

    [Theory]
    [MemberData(nameof(Models))]
    public void Add_Unclipped_IsTheSumOfSinglePasses(string name) => AssertSameSum(s_models[name], bound: 1e6);

    [Theory]
    [MemberData(nameof(Models))]
    public void Add_AllClipped_IsTheSumOfSinglePassesClipped(string name) => AssertSameSum(s_models[name], bound: 1e-3);

    // Some records are clipped and some are not, so a norm that is wrong in any layer shows.
    [Theory]
    [MemberData(nameof(Models))]
    public void Add_SomeClipped_IsTheSumOfSinglePassesClipped(string name)
    {
        var (definition, data) = (s_models[name], Records(s_models[name]));
        var norms = OneByOne.Gradients(definition, Parameters(definition), data, LossNames.CrossEntropy).Select(OneByOne.Norm).Order().ToArray();

        AssertSameSum(definition, (norms[Count / 2] + norms[(Count / 2) + 1]) / 2);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Add_Batch_IsItsRecordsOneAfterAnother(string name)
    {
        var (definition, data) = (s_models[name], Records(s_models[name]));
        var together = Sum(definition, data, 0.5, [[.. Enumerable.Range(0, Count)]]);

        AssertClose(together.Select(v => (double)v), Sum(definition, data, 0.5, [.. Enumerable.Range(0, Count).Select(i => new[] { i })]));
    }

    [Theory]
    [InlineData(LossNames.BinaryCrossEntropy)]
    [InlineData(LossNames.MeanSquaredError)]
    public void Add_OtherLosses_AreSummedNotAveraged(string loss)
    {
        var definition = ModelDefinition.Perceptron(4, [5], 1);
        var data = Jobs.Binary(Count, 4);
        var expected = OneByOne.ClippedSum(OneByOne.Gradients(definition, Parameters(definition), data, loss), 0.3 * ClippedGradients.Margin);

        AssertClose(expected, Sum(definition, data, 0.3, [[.. Enumerable.Range(0, Count)]], loss));
    }

    // Adding or removing one record moves the sum by at most C, however large its gradient.
    [Fact]
    public void Add_OneRecordMore_MovesTheSumByAtMostTheClippingNorm()
    {
        var definition = ModelDefinition.Perceptron(4, [5], 1);
        var random = SeededRandom.For(3, "outliers");
        TrainingData data = new([4], [.. Enumerable.Range(0, 80).Select(_ => (float)(Math.Pow(10, 8 * random.NextDouble() - 4) * random.NextNormal()))], [.. Enumerable.Range(0, 20).Select(i => 1000f * i)]);
        var all = Enumerable.Range(0, 20).ToArray();
        var sum = Sum(definition, data, 0.7, [all], LossNames.MeanSquaredError);

        foreach (var left in all)
        {
            var without = Sum(definition, data, 0.7, [[.. all.Except([left])]], LossNames.MeanSquaredError);
            Assert.InRange(OneByOne.Norm([.. sum.Zip(without, (a, b) => (double)a - b)]), 0, 0.7);
        }
    }

    [Fact]
    public void Add_RecordWithoutAFiniteNorm_CountsAsIfItWereNotThere()
    {
        var definition = ModelDefinition.Perceptron(2, [4], 1);
        TrainingData data = new([2], [1, 2, 3e38f, 3e38f, -1, 0.5f], [0, 1e38f, 3]);

        var with = Sum(definition, data, 1, [[0, 1, 2]], LossNames.MeanSquaredError);

        AssertClose(Sum(definition, data, 1, [[0, 2]], LossNames.MeanSquaredError).Select(v => (double)v), with);
        Assert.All(Sum(definition, data, 1, [[1]], LossNames.MeanSquaredError), v => Assert.Equal(0, v));
    }

    [Fact]
    public void RecordsAtOnce_LargeModels_AreFew()
    {
        Assert.Equal(4096, ClippedGradients.RecordsAtOnce(ModelDefinition.Regression(3)));
        Assert.InRange(ClippedGradients.RecordsAtOnce(new([3, 512, 512], [new Layer.Convolution(64, 3, Padding: 1), new Layer.Flatten(), new Layer.Linear(2)])), 1, 4);
        Assert.InRange(ClippedGradients.RecordsAtOnce(new([8192], [new Layer.Embedding(100, 2), new Layer.Flatten(), new Layer.Linear(2)])), 1, 1);
    }

    private static void AssertSameSum(ModelDefinition definition, double bound)
    {
        var data = Records(definition);
        var gradients = OneByOne.Gradients(definition, Parameters(definition), data, LossNames.CrossEntropy);

        AssertClose(OneByOne.ClippedSum(gradients, bound * ClippedGradients.Margin), Sum(definition, data, bound, [[.. Enumerable.Range(0, Count)]]));
    }

    private static float[] Sum(ModelDefinition definition, TrainingData data, double clip, int[][] batches, string loss = LossNames.CrossEntropy)
    {
        using var scope = NewDisposeScope();
        var objective = Objective.For(loss);
        var model = new DeclaredModel(definition, CPU);
        model.Load(Parameters(definition));
        var sum = zeros_like(model.Parameters);
        var (clipped, records) = (new ClippedGradients(model, objective, clip, sum), new RecordTensors(data, objective, CPU));

        foreach (var batch in batches)
        {
            var (features, labels) = records.Select(batch);
            clipped.Add(features, labels, dropout: null);
        }

        return sum.data<float>().ToArray();
    }

    // Scales and shifts away from 1 and 0, where mistakes would hide.
    private static float[] Parameters(ModelDefinition definition)
    {
        var random = SeededRandom.For(5, "parameters");

        return [.. InitialModel.Create(definition.Layout(), seed: 3).Select(v => v + (float)(0.1 * random.NextNormal()))];
    }

    private static TrainingData Records(ModelDefinition definition)
    {
        var random = SeededRandom.For(4, "records");
        var values = Count * definition.Input.Aggregate(1, (product, d) => product * d);
        var codes = definition.Layers[0] is Layer.Embedding;

        return new(
            definition.Input,
            [.. Enumerable.Range(0, values).Select(_ => codes ? random.NextInt(4) : (float)random.NextNormal())],
            [.. Enumerable.Range(0, Count).Select(i => (float)(i % 3))]);
    }

    // To a millionth of the largest value: single precision rounds each to 1.2e-7 of what it is summed from.
    private static void AssertClose(IEnumerable<double> expected, float[] actual)
    {
        var tolerance = 1e-6 * Math.Max(1e-3, actual.Max(Math.Abs));

        Assert.Equal(expected, actual.Select(v => (double)v), (a, b) => Math.Abs(a - b) <= tolerance);
    }
}
