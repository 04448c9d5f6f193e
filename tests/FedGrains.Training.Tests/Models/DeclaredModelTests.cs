using FedGrains.Core.Models;
using FedGrains.Training.Models;

using TorchSharp;

using static TorchSharp.torch;

namespace FedGrains.Training.Tests.Models;

public sealed class DeclaredModelTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void CopyTo_AfterLoad_GivesTheSameVector()
    {
        var definition = ModelDefinition.ConvolutionalNetwork([3, 8, 8], [4, 5], [6], 2);
        var (parameters, copy) = (Jobs.Initial(definition), new float[definition.Layout().ParameterCount]);
        var model = new DeclaredModel(definition, CPU);

        model.Load(parameters);
        model.CopyTo(copy);

        Assert.Equal(parameters, copy);
    }

    [Fact]
    public void Load_WrongLength_IsRefused()
    {
        var model = new DeclaredModel(ModelDefinition.Regression(2), CPU);

        Assert.Throws<ArgumentException>(() => model.Load(new float[2]));
        Assert.Throws<ArgumentException>(() => model.CopyTo(new float[4]));
    }

    [Fact]
    public void Forward_Linear_IsWorkedByHand() =>
        // W = [[1, 2], [3, 4]], b = [10, 20]
        Assert.Equal([10 + 5 + 12, 20 + 15 + 24], Forward(new([2], [new Layer.Linear(2)]), [1, 2, 3, 4, 10, 20], [5, 6]));

    [Fact]
    public void Forward_Convolution_IsWorkedByHand() =>
        // A 2 x 2 kernel of 1, 2, 3, 4 and bias 1 over 0..8, then the largest of the four places.
        Assert.Equal([(4 * 1) + (5 * 2) + (7 * 3) + (8 * 4) + 1], Forward(
            new([1, 3, 3], [new Layer.Convolution(1, 2), new Layer.MaxPooling(2), new Layer.Flatten()]), [1, 2, 3, 4, 1], [0, 1, 2, 3, 4, 5, 6, 7, 8]));

    [Fact]
    public void Forward_Signal_IsWorkedByHand() =>
        // A kernel of 1, 2 and bias 1 over 3, 1, 4, 1, 5 with stride 2 gives 6 and 7; then the larger.
        Assert.Equal([7], Forward(new([1, 5], [new Layer.Convolution(1, 2, Stride: 2), new Layer.MaxPooling(2), new Layer.Flatten()]), [1, 2, 1], [3, 1, 4, 1, 5]));

    [Fact]
    public void Forward_Embedding_LooksRowsUp() =>
        Assert.Equal([5, 6, 1, 2, 5, 6], Forward(new([3], [new Layer.Embedding(3, 2), new Layer.Flatten()]), [1, 2, 3, 4, 5, 6], [2, 0, 2]));

    [Fact]
    public void Forward_Normalisations_AreTheirFunctions()
    {
        // Mean 2 and variance 2/3 of 1, 2, 3; root mean square √(14/3).
        var deviation = Math.Sqrt((2 / 3.0) + 1e-5);
        AssertNear([(-1 / deviation * 2) + 1, 1, (1 / deviation * 2) + 1], Forward(new([3], [new Layer.LayerNorm(), new Layer.Flatten()]), [2, 2, 2, 1, 1, 1], [1, 2, 3]));
        AssertNear([.. new double[] { 2, 4, 6 }.Select(v => v / Math.Sqrt((14 / 3.0) + 1e-5))], Forward(new([3], [new Layer.RmsNorm(), new Layer.Flatten()]), [2, 2, 2], [1, 2, 3]));

        // Two groups of two channels of two places: 1 to 4 have mean 2.5 and variance 1.25; a constant becomes 0.
        var four = Math.Sqrt(1.25 + 1e-5);
        AssertNear(
            [-1.5 / four, -0.5 / four, (2 * 0.5 / four) + 1, (2 * 1.5 / four) + 1, 5, 5, 6, 6],
            Forward(new([4, 2], [new Layer.GroupNorm(2), new Layer.Flatten()]), [1, 2, 3, 4, 0, 1, 5, 6], [1, 2, 3, 4, 0, 0, 0, 0]));
    }

    [Fact]
    public void Forward_StrideAndPadding_ShapeAsCoreInfers()
    {
        var definition = new ModelDefinition([2, 7, 7], [new Layer.Convolution(3, 3, Stride: 2, Padding: 1), new Layer.Flatten()]);

        Assert.Equal(definition.Outputs(), Forward(definition, Jobs.Initial(definition), new float[98]).Length);
    }

    [Fact]
    public void Forward_Activations_AreTheirFunctions()
    {
        Assert.Equal([0, 2], Forward(Identity(new Layer.Relu()), IdentityWeights, [-1, 2]));
        Assert.Equal([MathF.Tanh(-1), MathF.Tanh(2)], Forward(Identity(new Layer.Tanh()), IdentityWeights, [-1, 2]), (a, b) => MathF.Abs(a - b) < 1e-6f);
        Assert.Equal([1 / (1 + MathF.Exp(1)), 1 / (1 + MathF.Exp(-2))], Forward(Identity(new Layer.Sigmoid()), IdentityWeights, [-1, 2]), (a, b) => MathF.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void Forward_Dropout_DropsAndScalesOnlyWithMasks()
    {
        const int Count = 10_000;
        var model = new DeclaredModel(new([Count], [new Layer.Dropout(0.25), new Layer.Linear(1)]), CPU);
        var dropped = LayerForwards.Of(new Layer.Dropout(0.25))(ones(1, Count), new Generator(1, CPU)).data<float>().ToArray();

        Assert.Equal(0.25, dropped.Count(v => v == 0) / (double)Count, 0.02);
        Assert.All(dropped, v => Assert.True(v is 0 or 1 / 0.75f));

        model.Load([.. Enumerable.Repeat(1f, Count), 0]);
        Assert.Equal(Count, model.Forward(ones(1, Count)).item<float>());
    }

    [Fact]
    public void Parameters_InLayoutOrder_AreTorchsOwn()
    {
        var definition = new ModelDefinition([1, 4, 4], [new Layer.Convolution(2, 3, Padding: 1), new Layer.Relu(), new Layer.Flatten(), new Layer.Linear(3)]);
        var theirs = nn.Sequential(nn.Conv2d(1, 2, 3, padding: 1), nn.ReLU(), nn.Flatten(), nn.Linear(32, 3));
        var records = rand(5, 1, 4, 4);
        var ours = new DeclaredModel(definition, CPU);

        ours.Load(cat([.. theirs.parameters().Select(p => p.detach().flatten())]).data<float>().ToArray());

        Assert.Equal(theirs.named_parameters().Select(p => $"layers.{p.name}"), definition.Layout().Tensors.Select(t => t.Name));
        Assert.Equal(theirs.parameters().SelectMany(p => p.shape), definition.Layout().Tensors.SelectMany(t => t.Shape.Select(d => (long)d)));
        Assert.True(allclose(theirs.call(records), ours.Forward(records)));
    }

    [Fact]
    public void CollectGradients_AfterBackward_LieInLayoutOrder()
    {
        var model = new DeclaredModel(ModelDefinition.Regression(2), CPU);
        var gradients = model.CollectGradients();

        model.Forward(tensor(new float[] { 5, 6 }).view(1, 2)).sum().backward();

        Assert.Equal([5, 6, 1], gradients.data<float>().ToArray());
    }

    private static float[] IdentityWeights => [1, 0, 0, 1, 0, 0];

    private static ModelDefinition Identity(Layer after) => new([2], [new Layer.Linear(2), after]);

    private static void AssertNear(double[] expected, float[] actual) => Assert.Equal(expected, actual.Select(v => (double)v), (a, b) => Math.Abs(a - b) < 1e-5);

    private static float[] Forward(ModelDefinition definition, float[] parameters, float[] record)
    {
        var model = new DeclaredModel(definition, CPU);
        model.Load(parameters);

        return model.Forward(tensor(record).view([1, .. definition.Input.Select(d => (long)d)])).flatten().data<float>().ToArray();
    }
}
