using FedGrains.Core.Models;

namespace FedGrains.Core.Tests.Models;

public sealed class InitialModelTests
{
    private static readonly ModelLayout Heart = ModelDefinition.Regression(13).Layout();

    // Worked out in Python from SHA-256 and xoshiro256++: SHA-256(seed, "initial/layers.0.weight"), ±1/√13.
    [Fact]
    public void Create_KnownSeed_GivesTheKnownValues()
    {
        var values = InitialModel.Create(Heart, 7);

        Assert.Equal([0.145084694f, -0.0216828734f, 0.197925314f, -0.121532418f], values[..4]);
        Assert.Equal(0.197828114f, values[13]);
    }

    [Fact]
    public void Create_SameSeed_SameBitsAndOtherSeed_OtherValues()
    {
        Assert.Equal(InitialModel.Create(Heart, 7), InitialModel.Create(Heart, 7));
        Assert.NotEqual(InitialModel.Create(Heart, 7), InitialModel.Create(Heart, 8));
    }

    [Fact]
    public void Create_ValuesFillTheBoundOfTheirFanIn()
    {
        var layout = ModelDefinition.ConvolutionalNetwork([4, 8, 8], [64], [32], 2).Layout();
        var values = InitialModel.Create(layout, 1).AsSpan();

        foreach (var (fanIn, weights, biases) in ((double, int, int)[])[(4 * 9, 64 * 36, 64), (64 * 16, 32 * 1024, 32), (32, 64, 2)])
        {
            var bound = 1 / Math.Sqrt(fanIn);
            var tensors = values[..(weights + biases)].ToArray();
            values = values[(weights + biases)..];

            Assert.All(tensors, v => Assert.InRange(Math.Abs(v), 0, bound));
            Assert.InRange(tensors.Max(Math.Abs), 0.9 * bound, bound);
            Assert.InRange(Math.Abs(tensors.Average()), 0, 4 * bound / Math.Sqrt(3 * tensors.Length));
        }
    }

    [Fact]
    public void Create_Normalisation_ChangesNothingAtFirst()
    {
        var layout = new ModelDefinition([6, 4], [new Layer.GroupNorm(3), new Layer.Flatten(), new Layer.LayerNorm(), new Layer.Linear(2), new Layer.RmsNorm()]).Layout();
        var values = InitialModel.Create(layout, 7);

        Assert.Equal([.. Ones(6), .. new float[6], .. Ones(24), .. new float[24]], values[..60]);
        Assert.Equal(Ones(2), values[^2..]);
    }

    [Fact]
    public void Create_Embedding_HasVarianceOne()
    {
        var layout = new ModelDefinition([2], [new Layer.Embedding(500, 20), new Layer.Flatten(), new Layer.Linear(1)]).Layout();
        var values = InitialModel.Create(layout, 7)[..10_000];

        Assert.Equal(0, values.Average(), 0.05);
        Assert.Equal(1, values.Average(v => (double)v * v), 0.05);
    }

    [Fact]
    public void Fill_OneTensor_IsItsPartOfTheWhole()
    {
        var bias = new float[1];
        InitialModel.Fill(Heart, 1, 7, bias);

        Assert.Equal(InitialModel.Create(Heart, 7)[13..], bias);
    }

    private static IEnumerable<float> Ones(int count) => Enumerable.Repeat(1f, count);
}
