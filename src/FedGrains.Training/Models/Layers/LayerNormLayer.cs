using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FedGrains.Training.Models.Layers;

/// <summary>Mean 0 and variance 1 over the last dimension, then a scale and a shift.</summary>
internal sealed class LayerNormLayer(Tensor weight, Tensor bias) : ParametricLayer
{
    public override Tensor Forward(Tensor input) => functional.layer_norm(input, weight.shape, weight, bias, Epsilon);

    public override RecordGradients Gradients(Tensor input, Tensor outputGradient)
    {
        var normalised = functional.layer_norm(input, weight.shape, null, null, Epsilon);

        return new MaterialisedGradients(OverPlaces(normalised.mul_(outputGradient)), OverPlaces(outputGradient));
    }

    /// <summary>The sum over a record's places: [records, …, size] to [records, size].</summary>
    internal static Tensor OverPlaces(Tensor values) => values.view(values.shape[0], -1, values.shape[^1]).sum(dim: 1);
}
