using System.Collections.Immutable;

namespace FedGrains.Core.Models;

/// <summary>What one layer makes of its input's shape.</summary>
internal sealed record LayerStep(ImmutableArray<int> Output, ImmutableArray<TensorSpec> Tensors, string? Fault)
{
    public static LayerStep Of(Layer layer, ImmutableArray<int> input, int index) => layer switch
    {
        Layer.Linear { Units: < 1 } => Wrong(index, "a linear layer needs at least 1 unit"),
        Layer.Linear when input.Length != 1 => Wrong(index, "a linear layer takes a vector: put a flatten layer before it"),
        Layer.Linear linear => new([linear.Units], Parameters(index, [linear.Units, input[0]]), null),

        Layer.Convolution { Channels: < 1 } or Layer.Convolution { Kernel: < 1 } or Layer.Convolution { Stride: < 1 } or Layer.Convolution { Padding: < 0 } =>
            Wrong(index, "a convolution needs channels, kernel and stride of at least 1 and padding of at least 0"),
        Layer.Convolution when input.Length != 3 => Wrong(index, "a convolution takes [channels, height, width]"),
        Layer.Convolution c => Convolved(c, input, index),

        Layer.MaxPooling when input.Length != 3 => Wrong(index, "max pooling takes [channels, height, width]"),
        Layer.MaxPooling p when p.Kernel < 1 || input[1] < p.Kernel || input[2] < p.Kernel => Wrong(index, $"a pooling window of {p.Kernel} does not fit {input[1]} x {input[2]}"),
        Layer.MaxPooling p => new([input[0], input[1] / p.Kernel, input[2] / p.Kernel], [], null),

        Layer.Flatten when input.Aggregate(1d, (product, d) => product * d) > int.MaxValue => Wrong(index, $"flattening [{string.Join(", ", input)}] makes more than {int.MaxValue} values"),
        Layer.Flatten => new([input.Aggregate(1, (product, d) => product * d)], [], null),
        Layer.Dropout d when !(d.Probability is >= 0 and < 1) => Wrong(index, "a dropout probability is at least 0 and less than 1"),
        Layer.Relu or Layer.Tanh or Layer.Sigmoid or Layer.Dropout => new(input, [], null),
        _ => Wrong(index, "this layer is not known"),
    };

    private static LayerStep Convolved(Layer.Convolution c, ImmutableArray<int> input, int index)
    {
        var height = ((input[1] + (2 * c.Padding) - c.Kernel) / c.Stride) + 1;
        var width = ((input[2] + (2 * c.Padding) - c.Kernel) / c.Stride) + 1;

        return input[1] + (2 * c.Padding) < c.Kernel || input[2] + (2 * c.Padding) < c.Kernel
            ? Wrong(index, $"a kernel of {c.Kernel} does not fit {input[1]} x {input[2]} with padding {c.Padding}")
            : new([c.Channels, height, width], Parameters(index, [c.Channels, input[0], c.Kernel, c.Kernel]), null);
    }

    private static ImmutableArray<TensorSpec> Parameters(int index, ImmutableArray<int> weight) =>
        [new($"layers.{index}.weight", weight), new($"layers.{index}.bias", [weight[0]])];

    private static LayerStep Wrong(int index, string rule) => new([], [], $"Model layer {index + 1}: {rule}.");
}
