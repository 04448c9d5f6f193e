using FedGrains.Training.Models.Layers;

using static TorchSharp.torch;

namespace FedGrains.Training.Models;

/// <summary>What went into and came out of one layer with parameters while a batch passed through the model.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Tensors">Which of the model's tensors are the layer's.</param>
/// <param name="Input">[records, …].</param>
/// <param name="Output">[records, …], which gets a gradient in the pass back.</param>
internal sealed record LayerTrace(ParametricLayer Layer, Range Tensors, Tensor Input, Tensor Output)
{
    /// <summary>The records' gradients of the layer's parameters, once the records' summed losses have been passed back.</summary>
    public RecordGradients Gradients() => Layer.Gradients(Input, Output.grad ?? throw new InvalidOperationException("Nothing has been passed back to the layer's output."));
}
