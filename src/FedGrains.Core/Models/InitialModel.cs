namespace FedGrains.Core.Models;

/// <summary>
/// The parameters a run starts from: uniform in ±1/√fan_in for weights and biases, PyTorch's default for linear and
/// convolutional layers (Kaiming uniform with a = √5). The same seed gives the same bits on every machine.
/// </summary>
public static class InitialModel
{
    /// <summary>Fills <paramref name="values"/>, laid out as <paramref name="tensor"/>, from <paramref name="seed"/>.</summary>
    /// <param name="layout">The model's layout; a bias takes its bound from the weight before it.</param>
    /// <param name="tensor">The index of the tensor in the layout.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="values">As many values as the tensor holds.</param>
    public static void Fill(ModelLayout layout, int tensor, ulong seed, Span<float> values)
    {
        var spec = layout.Tensors[tensor];
        var weight = spec.Shape.Length > 1 ? spec : layout.Tensors[tensor - 1];
        var bound = 1 / Math.Sqrt((double)weight.Length / weight.Shape[0]);
        var random = SeededRandom.For(seed, $"initial/{spec.Name}");

        for (var i = 0; i < values.Length; i++) values[i] = (float)(bound * ((2 * random.NextDouble()) - 1));
    }

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
