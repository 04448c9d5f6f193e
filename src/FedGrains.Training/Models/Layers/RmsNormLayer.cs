using static TorchSharp.torch;

namespace FedGrains.Training.Models.Layers;

/// <summary>Divides the last dimension by its root mean square, then multiplies it by a scale.</summary>
internal sealed class RmsNormLayer(Tensor weight) : ParametricLayer
{
    private static readonly TorchSharp.Scalar s_epsilon = Epsilon;

    public override Tensor Forward(Tensor input) => Normalised(input) * weight;

    public override RecordGradients Gradients(Tensor input, Tensor outputGradient) =>
        new MaterialisedGradients(LayerNormLayer.OverPlaces(Normalised(input).mul_(outputGradient)));

    private static Tensor Normalised(Tensor input) => input * input.pow(Scalars.Two).mean([-1], keepdim: true).add_(s_epsilon, Scalars.One).rsqrt_();
}
