using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FedGrains.Training.Models.Layers;

/// <summary>Mean 0 and variance 1 over each group of channels, then a scale and a shift for each channel.</summary>
internal sealed class GroupNormLayer(int groups, Tensor weight, Tensor bias) : ParametricLayer
{
    public override Tensor Forward(Tensor input) => functional.group_norm(input, groups, weight, bias, Epsilon);

    public override RecordGradients Gradients(Tensor input, Tensor outputGradient)
    {
        var normalised = functional.group_norm(input, groups, null, null, Epsilon);

        return new MaterialisedGradients(normalised.mul_(outputGradient).flatten(2).sum(dim: 2), outputGradient.flatten(2).sum(dim: 2));
    }
}
