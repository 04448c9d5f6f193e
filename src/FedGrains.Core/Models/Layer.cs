using System.Text.Json.Serialization;

namespace FedGrains.Core.Models;

/// <summary>One layer of a declared model. Input sizes are inferred from the layer before.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "layer")]
[JsonDerivedType(typeof(Linear), "linear")]
[JsonDerivedType(typeof(Convolution), "convolution")]
[JsonDerivedType(typeof(MaxPooling), "maxPooling")]
[JsonDerivedType(typeof(Flatten), "flatten")]
[JsonDerivedType(typeof(Relu), "relu")]
[JsonDerivedType(typeof(Tanh), "tanh")]
[JsonDerivedType(typeof(Sigmoid), "sigmoid")]
[JsonDerivedType(typeof(Dropout), "dropout")]
public abstract record Layer
{
    private Layer()
    {
    }

    /// <summary>A fully connected layer with a bias: <c>y = xWᵀ + b</c>, W of shape [units, inputs].</summary>
    public sealed record Linear(int Units) : Layer;

    /// <summary>A 2-D convolution with a bias over [channels, height, width]: square kernel, stride and zero padding in pixels.</summary>
    public sealed record Convolution(int Channels, int Kernel, int Stride = 1, int Padding = 0) : Layer;

    /// <summary>2-D max pooling with a square window; the stride is the window.</summary>
    public sealed record MaxPooling(int Kernel) : Layer;

    /// <summary>Lays [channels, height, width] out as one vector.</summary>
    public sealed record Flatten : Layer;

    /// <summary>max(0, x).</summary>
    public sealed record Relu : Layer;

    /// <summary>The hyperbolic tangent.</summary>
    public sealed record Tanh : Layer;

    /// <summary>1 / (1 + e⁻ˣ). Losses that end in "WithLogits" or take logits apply it themselves.</summary>
    public sealed record Sigmoid : Layer;

    /// <summary>Drops each input with this probability while training, in [0, 1).</summary>
    public sealed record Dropout(double Probability) : Layer;
}
