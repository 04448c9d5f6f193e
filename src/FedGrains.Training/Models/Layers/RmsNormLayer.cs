using static TorchSharp.torch;

namespace FedGrains.Training.Models.Layers;

/// <summary>Divides the last dimension by its root mean square, then multiplies it by a scale.</summary>
internal sealed class RmsNormLayer(Tensor weight) : ParametricLayer
{
    public override Tensor Forward(Tensor input) => Normalised(input) * weight;

    public override RecordGradients Gradients(Tensor input, Tensor outputGradient) =>
        new MaterialisedGradients(LayerNormLayer.OverPlaces(Normalised(input).mul_(outputGradient)));

    private static Tensor Normalised(Tensor input) => input * input.square().mean([-1], keepdim: true).add_(Epsilon).rsqrt_();
}
