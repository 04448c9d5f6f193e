using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FedGrains.Training.Models.Layers;

/// <summary>y = xWᵀ + b over [records, inputs].</summary>
internal sealed class LinearLayer(Tensor weight, Tensor bias) : ParametricLayer
{
    public override Tensor Forward(Tensor input) => functional.linear(input, weight, bias);

    public override RecordGradients Gradients(Tensor input, Tensor outputGradient) => new Ghost(input, outputGradient);

    // A record's weight gradient is the outer product of its output's gradient and its input; the bias sees an input of 1 (Goodfellow 2015).
    private sealed class Ghost(Tensor input, Tensor outputGradient) : RecordGradients
    {
        public override Tensor SquaredNorms() => RowSquares(input).add_(Scalars.One, Scalars.One).mul_(RowSquares(outputGradient));

        public override void AddTo(ReadOnlySpan<Tensor> sums, Tensor factors)
        {
            sums[0].addmm_((outputGradient * factors.unsqueeze(1)).t(), input, 1, 1);
            sums[1].addmv_(outputGradient.t(), factors, 1, 1);
        }
    }
}
