using FedGrains.Core.Models;
using FedGrains.Training.Models.Layers;

using static TorchSharp.torch;

namespace FedGrains.Training.Tests.Models.Layers;

public sealed class RecordGradientsTests : IDisposable
{
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    // Worked by hand: dW = g xᵀ, db = g; ‖dW‖² + ‖db‖² = ‖g‖² (‖x‖² + 1).
    [Fact]
    public void Linear_TwoRecords_HandWorked()
    {
        var gradients = new LinearLayer(zeros(1, 2), zeros(1)).Gradients(tensor(new float[,] { { 3, 4 }, { 1, 0 } }), tensor(new float[,] { { 2 }, { 1 } }));

        Assert.Equal([4 * 26, 2], Values(gradients.SquaredNorms()), Near);
        Assert.Equal([(0.5f * 6) + 1, 0.5f * 8, (0.5f * 2) + 1], Sum(gradients, [0.5f, 1], [1, 2], [1]), Near);
    }

    // Opacus, embedding_norm_sample's documentation: codes [[1, 1], [2, 0], [2, 0]], gradients .2 and .2, .3 and .1, .3 and .1.
    [Fact]
    public void Embedding_RepeatedCodes_HaveThePublishedNorms()
    {
        var gradients = new EmbeddingLayer(zeros(3, 1)).Gradients(tensor(new float[,] { { 1, 1 }, { 2, 0 }, { 2, 0 } }), tensor(new float[] { .2f, .2f, .3f, .1f, .3f, .1f }).view(3, 2, 1));

        Assert.Equal([0.4f, 0.3162f, 0.3162f], Values(gradients.SquaredNorms().sqrt()), (a, b) => Math.Abs(a - b) < 1e-4);
        Assert.Equal([.2f, .4f, .6f], Sum(gradients, [1, 1, 1], [3, 1]), Near);
    }

    // Whichever way is cheaper, the gradients are the same.
    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(3, 1, 1)]
    [InlineData(3, 2, 0)]
    [InlineData(5, 3, 2)]
    public void Convolution_HeldAndGhost_AreTheSame(int kernel, int stride, int padding)
    {
        foreach (var record in (long[][])[[2, 9, 7], [3, 20]])
        {
            var settings = new Layer.Convolution(4, kernel, stride, padding);
            var input = randn([40, .. record]);
            var places = record[1..].Aggregate(1L, (product, size) => product * (((size + (2 * padding) - kernel) / stride) + 1));
            var patches = new Patches(input, settings);
            var gradient = randn(40, 4, places);
            var (held, ghost) = (new MaterialisedConvolution(patches, gradient), new GhostConvolution(patches, gradient));
            long[] weight = [4, record[0], .. record[1..].Select(_ => (long)kernel)];
            var factors = Jobs.Normal(SeededRandom.For(1, "factors"), 40);

            AssertClose(Values(held.SquaredNorms()), Values(ghost.SquaredNorms()));
            AssertClose(Sum(held, factors, weight, [4]), Sum(ghost, factors, weight, [4]));
        }
    }

    [Fact]
    public void Patches_ManyRecords_AreWorkedOnInBlocks()
    {
        var blocks = new Patches(zeros(70, 8, 32, 32), new(4, 3, Padding: 1)).Blocks().ToArray();

        Assert.True(blocks.Length > 1);
        Assert.Equal(70, blocks.Sum(b => b.Count));
        Assert.All(blocks.Zip(blocks.Skip(1)), pair => Assert.Equal(pair.First.Start + pair.First.Count, pair.Second.Start));
    }

    private static float[] Sum(RecordGradients gradients, float[] factors, params long[][] shapes)
    {
        var sums = shapes.Select(shape => zeros(shape)).ToArray();
        gradients.AddTo(sums, tensor(factors));

        return [.. sums.SelectMany(Values)];
    }

    private static float[] Values(Tensor tensor) => tensor.contiguous().data<float>().ToArray();

    private static bool Near(float a, float b) => Math.Abs(a - b) < 1e-5;

    private static void AssertClose(float[] expected, float[] actual)
    {
        var tolerance = 3e-6 * expected.Max(Math.Abs);

        Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) <= tolerance);
    }
}
