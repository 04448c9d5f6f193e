using FedGrains.Training.Models.Layers;

using static TorchSharp.torch;

namespace FedGrains.Training.Models;

/// <summary>What went into and came out of one layer with parameters while a batch passed through the model.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Tensors">Which of the model's tensors are the layer's.</param>
/// <param name="Input">[records, …].</param>
/// <param name="Output">[records, …], of which a gradient can be asked.</param>
internal sealed record LayerTrace(ParametricLayer Layer, Range Tensors, Tensor Input, Tensor Output)
{
    /// <summary>The records' gradients of the layer's parameters, from the gradient of their summed losses by <see cref="Output"/>.</summary>
    public RecordGradients Gradients(Tensor outputGradient) => Layer.Gradients(Input, outputGradient);
}
