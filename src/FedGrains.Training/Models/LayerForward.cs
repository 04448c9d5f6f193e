using FedGrains.Core.Models;

using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FedGrains.Training.Models;

/// <summary>What a layer without parameters makes of a batch; <paramref name="dropout"/> is where masks come from, null outside training.</summary>
internal delegate Tensor LayerForward(Tensor input, Generator? dropout);

internal static class LayerForwards
{
    /// <summary>The forward step of <paramref name="layer"/>, which has no parameters.</summary>
    public static LayerForward Of(Layer layer) => layer switch
    {
        Layer.MaxPooling pooling => (input, _) => input.dim() == 3 ? functional.max_pool1d(input, pooling.Kernel) : functional.max_pool2d(input, pooling.Kernel),
        Layer.Flatten => (input, _) => input.flatten(1),
        Layer.Relu => (input, _) => input.relu(),
        Layer.Tanh => (input, _) => input.tanh(),
        Layer.Sigmoid => (input, _) => input.sigmoid(),
        Layer.Dropout { Probability: 0 } => (input, _) => input,
        Layer.Dropout d => Dropout(1 - d.Probability),
        _ => throw new FormatException($"The layer {layer.GetType().Name} is not known."),
    };

    // The masks come from the job's own generator: torch's dropout draws from a global one that every job in the process shares.
    private static LayerForward Dropout(double kept)
    {
        TorchSharp.Scalar share = kept;

        return (input, dropout) => dropout is null ? input : input * empty_like(input).bernoulli_(kept, dropout).div_(share);
    }
}
