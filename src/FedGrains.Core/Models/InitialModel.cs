namespace FedGrains.Core.Models;

/// <summary>
/// The parameters a run starts from: uniform in ±1/√fan_in for weights and biases, PyTorch's default for linear and
/// convolutional layers (Kaiming uniform with a = √5). The same seed gives the same bits on every machine.
/// </summary>
public static class InitialModel
{
    /// <summary>The initial values of tensor <paramref name="tensor"/> of <paramref name="layout"/>, to be taken from front to back. A bias takes its bound from the weight before it.</summary>
    public static InitialTensor Tensor(ModelLayout layout, int tensor, ulong seed)
    {
        var spec = layout.Tensors[tensor];
        var weight = spec.Shape.Length > 1 ? spec : layout.Tensors[tensor - 1];
        var bound = 1 / Math.Sqrt((double)weight.Length / weight.Shape[0]);

        return new(SeededRandom.For(seed, $"initial/{spec.Name}"), bound);
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
}
