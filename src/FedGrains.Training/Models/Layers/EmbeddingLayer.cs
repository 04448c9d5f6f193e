using static TorchSharp.torch;

namespace FedGrains.Training.Models.Layers;

/// <summary>The rows of the weight [entries, width] that the codes [records, length] name.</summary>
internal sealed class EmbeddingLayer(Tensor weight) : ParametricLayer
{
    public override Tensor Forward(Tensor input) => weight.index_select(0, input.flatten().to(ScalarType.Int64)).view(input.shape[0], input.shape[1], -1);

    public override RecordGradients Gradients(Tensor input, Tensor outputGradient) => new Ghost(input.to(ScalarType.Int64), outputGradient);

    private sealed class Ghost(Tensor codes, Tensor outputGradient) : RecordGradients
    {
        // Places of one code add up in one row: the squared norm of the rows is the sum of all inner products between places of the same code.
        public override Tensor SquaredNorms()
        {
            var same = codes.unsqueeze(1).eq(codes.unsqueeze(2));

            return outputGradient.bmm(outputGradient.transpose(1, 2)).mul_(same).sum([1, 2]).clamp_min_(Scalars.Zero);
        }

        public override void AddTo(ReadOnlySpan<Tensor> sums, Tensor factors) =>
            sums[0].index_add_(0, codes.flatten(), (outputGradient * factors.view(-1, 1, 1)).flatten(0, 1), Scalars.One);
    }
}
