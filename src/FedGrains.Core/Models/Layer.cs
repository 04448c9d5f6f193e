using System.Text.Json.Serialization;

namespace FedGrains.Core.Models;

/// <summary>
/// One layer of a declared model. Input sizes are inferred from the layer before. No layer mixes the records of a batch (there is
/// no batch normalisation): an output depends on its own record alone, which private training and evaluation rely on.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "layer")]
[JsonDerivedType(typeof(Linear), "linear")]
[JsonDerivedType(typeof(Convolution), "convolution")]
[JsonDerivedType(typeof(MaxPooling), "maxPooling")]
[JsonDerivedType(typeof(Flatten), "flatten")]
[JsonDerivedType(typeof(Relu), "relu")]
[JsonDerivedType(typeof(Tanh), "tanh")]
[JsonDerivedType(typeof(Sigmoid), "sigmoid")]
[JsonDerivedType(typeof(Dropout), "dropout")]
[JsonDerivedType(typeof(Embedding), "embedding")]
[JsonDerivedType(typeof(LayerNorm), "layerNorm")]
[JsonDerivedType(typeof(GroupNorm), "groupNorm")]
[JsonDerivedType(typeof(RmsNorm), "rmsNorm")]
public abstract record Layer
{
    private Layer()
    {
    }

    /// <summary>A fully connected layer with a bias: <c>y = xWᵀ + b</c>, W of shape [units, inputs].</summary>
    public sealed record Linear(int Units) : Layer;

    /// <summary>A convolution with a bias over [channels, length] or [channels, height, width]: kernel, stride and zero padding are the same in every direction.</summary>
    public sealed record Convolution(int Channels, int Kernel, int Stride = 1, int Padding = 0) : Layer;

    /// <summary>Max pooling over [channels, length] or [channels, height, width] with the same window in every direction; the stride is the window.</summary>
    public sealed record MaxPooling(int Kernel) : Layer;

    /// <summary>Lays a record out as one vector.</summary>
    public sealed record Flatten : Layer;

    /// <summary>max(0, x).</summary>
    public sealed record Relu : Layer;

    /// <summary>The hyperbolic tangent.</summary>
    public sealed record Tanh : Layer;

    /// <summary>1 / (1 + e⁻ˣ). Losses that end in "WithLogits" or take logits apply it themselves.</summary>
    public sealed record Sigmoid : Layer;

    /// <summary>Drops each input with this probability while training, in [0, 1).</summary>
    public sealed record Dropout(double Probability) : Layer;

    /// <summary>
    /// A learned vector of <paramref name="Width"/> numbers for each of <paramref name="Entries"/> codes; [length] becomes [length, width].
    /// It is the first layer, and the records' features are codes: whole numbers from 0 to <paramref name="Entries"/> - 1.
    /// </summary>
    public sealed record Embedding(int Entries, int Width) : Layer;

    /// <summary>Scales the last dimension of a vector or of [length, width] to mean 0 and variance 1, then by a learned scale and shift (Ba et al. 2016). ε is 1e-5.</summary>
    public sealed record LayerNorm : Layer;

    /// <summary>Scales each of <paramref name="Groups"/> groups of channels to mean 0 and variance 1, then each channel by a learned scale and shift (Wu and He 2018). ε is 1e-5.</summary>
    public sealed record GroupNorm(int Groups) : Layer;

    /// <summary>Divides the last dimension of a vector or of [length, width] by its root mean square, then multiplies it by a learned scale (Zhang and Sennrich 2019). ε is 1e-5, within the root.</summary>
    public sealed record RmsNorm : Layer;
}
