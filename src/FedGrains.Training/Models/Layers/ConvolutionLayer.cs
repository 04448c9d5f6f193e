using FedGrains.Core.Models;

using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FedGrains.Training.Models.Layers;

/// <summary>A convolution over [records, channels, length] or [records, channels, height, width].</summary>
internal sealed class ConvolutionLayer(Layer.Convolution settings, Tensor weight, Tensor bias) : ParametricLayer
{
    private readonly int _directions = (int)weight.dim() - 2;

    public override Tensor Forward(Tensor input) => _directions == 1
        ? functional.conv1d(input, weight, bias, settings.Stride, settings.Padding)
        : functional.conv2d(input, weight, bias, [settings.Stride, settings.Stride], [settings.Padding, settings.Padding]);

    public override RecordGradients Gradients(Tensor input, Tensor outputGradient)
    {
        var patches = new Patches(input, settings);
        var gradient = outputGradient.flatten(2);

        return IsGhostCheaper(gradient.shape[2]) ? new GhostConvolution(patches, gradient) : new MaterialisedConvolution(patches, gradient);
    }

    // Norms from inner products hold two values for each pair of places, gradients one for each weight (Bu et al. 2022).
    private bool IsGhostCheaper(long places) => 2 * places * places <= weight.numel();
}
