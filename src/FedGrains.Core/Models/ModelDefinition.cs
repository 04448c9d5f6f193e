using System.Collections.Immutable;

namespace FedGrains.Core.Models;

/// <summary>A model as data: the shape of one input ([features], [channels, length] or [channels, height, width]) and its layers. No code travels to a site.</summary>
public sealed record ModelDefinition(ImmutableArray<int> Input, ImmutableArray<Layer> Layers)
{
    /// <summary>Linear or logistic regression: one linear layer; the loss decides which.</summary>
    public static ModelDefinition Regression(int features, int outputs = 1) => new([features], [new Layer.Linear(outputs)]);

    /// <summary>A multi-layer perceptron with ReLU between its layers.</summary>
    public static ModelDefinition Perceptron(int features, IEnumerable<int> hidden, int outputs) =>
        new([features], [.. hidden.SelectMany(units => new Layer[] { new Layer.Linear(units), new Layer.Relu() }), new Layer.Linear(outputs)]);

    /// <summary>A small convolutional network: for each channel count a 3x3 convolution, ReLU and 2x2 max pooling; then hidden linear layers with ReLU and the outputs.</summary>
    public static ModelDefinition ConvolutionalNetwork(ImmutableArray<int> image, IEnumerable<int> channels, IEnumerable<int> hidden, int outputs) =>
        new(image,
        [
            .. channels.SelectMany(c => new Layer[] { new Layer.Convolution(c, Kernel: 3, Padding: 1), new Layer.Relu(), new Layer.MaxPooling(2) }),
            new Layer.Flatten(),
            .. hidden.SelectMany(units => new Layer[] { new Layer.Linear(units), new Layer.Relu() }),
            new Layer.Linear(outputs),
        ]);

    /// <summary>The model's tensors, named <c>layers.{i}.weight</c> and <c>layers.{i}.bias</c> as PyTorch names a <c>Sequential</c> called layers. Throws a <see cref="FormatException"/> that lists every fault.</summary>
    public ModelLayout Layout()
    {
        var shapes = Shapes();

        return shapes.Faults.IsEmpty ? shapes.Layout : throw new FormatException(string.Join(" ", shapes.Faults));
    }

    /// <summary>What is wrong with the definition, one sentence a fault; empty when it can be built.</summary>
    public ImmutableArray<string> Faults() => Shapes().Faults;

    /// <summary>How many numbers the model puts out for one input. Throws as <see cref="Layout"/> does.</summary>
    public int Outputs() => Shapes() is { Faults.IsEmpty: true } shapes ? shapes.Output[0] : throw new FormatException(string.Join(" ", Faults()));

    /// <summary>The shape of one record after every layer, for whoever builds the model.</summary>
    public ModelShapes Shapes() => ModelShapes.Infer(this);

    /// <inheritdoc/>
    public bool Equals(ModelDefinition? other) =>
        other is not null && Input.AsSpan().SequenceEqual(other.Input.AsSpan()) && Layers.AsSpan().SequenceEqual(other.Layers.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Input.Length, Layers.Length);
}
