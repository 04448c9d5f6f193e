using FedGrains.Core.Models;

using static TorchSharp.torch;

namespace FedGrains.Training.Models.Layers;

/// <summary>A layer with parameters: what it makes of a batch, and what each record of the batch adds to its parameters' gradients.</summary>
internal abstract class ParametricLayer
{
    /// <summary>ε of the normalisations.</summary>
    protected const double Epsilon = 1e-5;

    /// <summary>The layer that <paramref name="layer"/> declares, which takes its tensors from <paramref name="parameters"/>; null when it has none.</summary>
    public static ParametricLayer? Of(Layer layer, Queue<Tensor> parameters) => layer switch
    {
        Layer.Linear => new LinearLayer(parameters.Dequeue(), parameters.Dequeue()),
        Layer.Convolution c => new ConvolutionLayer(c, parameters.Dequeue(), parameters.Dequeue()),
        Layer.Embedding => new EmbeddingLayer(parameters.Dequeue()),
        Layer.LayerNorm => new LayerNormLayer(parameters.Dequeue(), parameters.Dequeue()),
        Layer.GroupNorm g => new GroupNormLayer(g.Groups, parameters.Dequeue(), parameters.Dequeue()),
        Layer.RmsNorm => new RmsNormLayer(parameters.Dequeue()),
        _ => null,
    };

    /// <summary>The layer's output [records, …].</summary>
    public abstract Tensor Forward(Tensor input);

    /// <summary>The records' gradients, from the layer's input and the gradient of the records' summed losses by its output. A record's loss depends on its own row alone, so row by row nothing is mixed.</summary>
    public abstract RecordGradients Gradients(Tensor input, Tensor outputGradient);
}
