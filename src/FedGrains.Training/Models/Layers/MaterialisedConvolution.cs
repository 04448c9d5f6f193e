using static TorchSharp.torch;

namespace FedGrains.Training.Models.Layers;

/// <summary>A convolution's gradients, held record by record: the weight's is the product of the output's gradient and the patches, over the places.</summary>
/// <param name="patches">What the kernel saw.</param>
/// <param name="gradient">The output's gradient [records, channels, places].</param>
internal sealed class MaterialisedConvolution(Patches patches, Tensor gradient) : RecordGradients
{
    private readonly (long Start, Tensor Weights)[] _blocks =
        [.. patches.Blocks().Select(b => (b.Start, gradient.narrow(0, b.Start, b.Count).bmm(patches.ByValue(b.Start, b.Count).transpose(1, 2)).flatten(1)))];

    private readonly Tensor _bias = gradient.sum(dim: 2);

    public override Tensor SquaredNorms() => cat([.. _blocks.Select(b => RowSquares(b.Weights))]).add_(RowSquares(_bias), Scalars.One);

    public override void AddTo(ReadOnlySpan<Tensor> sums, Tensor factors)
    {
        var weight = sums[0].view(-1);

        foreach (var (start, weights) in _blocks) weight.addmv_(weights.t(), factors.narrow(0, start, weights.shape[0]), 1, 1);

        sums[1].addmv_(_bias.t(), factors, 1, 1);
    }
}
