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
        Layer.Convolution when input.Length < 2 => Wrong(index, "a convolution takes [channels, length] or [channels, height, width]"),
        Layer.Convolution c => Convolved(c, input, index),

        Layer.MaxPooling when input.Length < 2 => Wrong(index, "max pooling takes [channels, length] or [channels, height, width]"),
        Layer.MaxPooling p when p.Kernel < 1 || input.Skip(1).Any(size => size < p.Kernel) => Wrong(index, $"a pooling window of {p.Kernel} does not fit {Sizes(input)}"),
        Layer.MaxPooling p => new([input[0], .. input.Skip(1).Select(size => size / p.Kernel)], [], null),

        Layer.Flatten when input.Aggregate(1d, (product, d) => product * d) > int.MaxValue => Wrong(index, $"flattening [{string.Join(", ", input)}] makes more than {int.MaxValue} values"),
        Layer.Flatten => new([input.Aggregate(1, (product, d) => product * d)], [], null),
        Layer.Dropout d when !(d.Probability is >= 0 and < 1) => Wrong(index, "a dropout probability is at least 0 and less than 1"),
        Layer.Relu or Layer.Tanh or Layer.Sigmoid or Layer.Dropout => new(input, [], null),

        Layer.Embedding { Entries: < 1 } or Layer.Embedding { Width: < 1 } => Wrong(index, "an embedding needs entries and width of at least 1"),
        Layer.Embedding when index > 0 || input.Length != 1 => Wrong(index, "an embedding is the first layer and takes a vector of codes"),
        Layer.Embedding e => new([input[0], e.Width], [new($"layers.{index}.weight", [e.Entries, e.Width]) { Initial = InitialValues.UnitVariance }], null),

        Layer.LayerNorm or Layer.RmsNorm when input.Length > 2 => Wrong(index, "layer and RMS normalisation take a vector or [length, width]: use groupNorm"),
        Layer.LayerNorm => new(input, Scaling(index, input[^1]), null),
        Layer.RmsNorm => new(input, Scaling(index, input[^1])[..1], null),
        Layer.GroupNorm when input.Length < 2 => Wrong(index, "group normalisation takes [channels, length] or [channels, height, width]: use layerNorm"),
        Layer.GroupNorm g when g.Groups < 1 || input[0] % g.Groups != 0 => Wrong(index, $"{input[0]} channels cannot be put into {g.Groups} groups of one size"),
        Layer.GroupNorm => new(input, Scaling(index, input[0]), null),
        _ => Wrong(index, "this layer is not known"),
    };

    private static LayerStep Convolved(Layer.Convolution c, ImmutableArray<int> input, int index) =>
        input.Skip(1).Any(size => size + (2L * c.Padding) < c.Kernel)
            ? Wrong(index, $"a kernel of {c.Kernel} does not fit {Sizes(input)} with padding {c.Padding}")
            : new(
                [c.Channels, .. input.Skip(1).Select(size => ((size + (2 * c.Padding) - c.Kernel) / c.Stride) + 1)],
                Parameters(index, [c.Channels, input[0], .. input.Skip(1).Select(_ => c.Kernel)]),
                null);

    private static ImmutableArray<TensorSpec> Parameters(int index, ImmutableArray<int> weight) =>
        [new($"layers.{index}.weight", weight), new($"layers.{index}.bias", [weight[0]])];

    private static ImmutableArray<TensorSpec> Scaling(int index, int size) =>
        [new($"layers.{index}.weight", [size]) { Initial = InitialValues.One }, new($"layers.{index}.bias", [size]) { Initial = InitialValues.Zero }];

    private static string Sizes(ImmutableArray<int> input) => string.Join(" x ", input.Skip(1));

    private static LayerStep Wrong(int index, string rule) => new([], [], $"Model layer {index + 1}: {rule}.");
}
