using static TorchSharp.torch;

namespace FedGrains.Training.Models.Layers;

/// <summary>
/// A convolution's gradients that are never held: ‖G Aᵀ‖² is the sum of the elementwise product of GᵀG and AᵀA, matrices of places by
/// places (Rochette et al. 2019; Li et al. 2022), and the weighted sum over records is one product.
/// </summary>
/// <param name="patches">What the kernel saw.</param>
/// <param name="gradient">The output's gradient [records, channels, places].</param>
internal sealed class GhostConvolution(Patches patches, Tensor gradient) : RecordGradients
{
    public override Tensor SquaredNorms() => cat([.. patches.Blocks().Select(b => BlockSquares(b.Start, b.Count))]).add_(RowSquares(gradient.sum(dim: 2)), Scalars.One);

    public override void AddTo(ReadOnlySpan<Tensor> sums, Tensor factors)
    {
        var weight = sums[0].flatten(1);
        var weighted = gradient * factors.view(-1, 1, 1);

        foreach (var (start, count) in patches.Blocks())
            weight.addmm_(weighted.narrow(0, start, count).transpose(0, 1).flatten(1), patches.ByPlace(start, count), 1, 1);

        sums[1].add_(weighted.sum([0, 2]), Scalars.One);
    }

    private Tensor BlockSquares(long start, long count)
    {
        var (g, a) = (gradient.narrow(0, start, count), patches.ByValue(start, count));

        return g.transpose(1, 2).bmm(g).mul_(a.transpose(1, 2).bmm(a)).sum([1, 2]).clamp_min_(Scalars.Zero);
    }
}
