namespace FedGrains.Core.Models;

/// <summary>
/// The parameters a run starts from: uniform in ±1/√fan_in for weights and biases, PyTorch's default for linear and
/// convolutional layers (Kaiming uniform with a = √5); 1 and 0 for the scales and shifts of normalisation; uniform with variance 1 for
/// embeddings. The same seed gives the same bits on every machine.
/// </summary>
public static class InitialModel
{
    // PyTorch draws embeddings from a normal distribution; its logarithms and cosines differ between machines in the last bit.
    private static readonly double UnitVarianceBound = Math.Sqrt(3);

    /// <summary>The initial values of tensor <paramref name="tensor"/> of <paramref name="layout"/>, a model's own, to be taken from front to back. A bias takes its bound from the weight before it.</summary>
    public static InitialTensor Tensor(ModelLayout layout, int tensor, ulong seed)
    {
        var spec = layout.Tensors[tensor];
        var random = SeededRandom.For(seed, $"initial/{spec.Name}");

        return spec.Initial switch
        {
            InitialValues.FanIn => new(random, 0, FanInBound(spec.Shape.Length > 1 ? spec : layout.Tensors[tensor - 1])),
            InitialValues.One => new(random, 1, 0),
            InitialValues.Zero => new(random, 0, 0),
            InitialValues.UnitVariance => new(random, 0, UnitVarianceBound),
        };
    }

    /// <summary>Fills <paramref name="values"/>, as many as tensor <paramref name="tensor"/> of <paramref name="layout"/> holds.</summary>
    public static void Fill(ModelLayout layout, int tensor, ulong seed, Span<float> values) => Tensor(layout, tensor, seed).Next(values);

    /// <summary>The whole parameter vector from <paramref name="seed"/>.</summary>
    public static float[] Create(ModelLayout layout, ulong seed)
    {
        var values = new float[layout.ParameterCount];
        var offset = 0;

        for (var i = 0; i < layout.Tensors.Length; i++)
        {
            var length = (int)layout.Tensors[i].Length;
            Fill(layout, i, seed, values.AsSpan(offset, length));
            offset += length;
        }

        return values;
    }

    private static double FanInBound(TensorSpec weight) => 1 / Math.Sqrt((double)weight.Length / weight.Shape[0]);
}
