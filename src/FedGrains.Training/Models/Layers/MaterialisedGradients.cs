using static TorchSharp.torch;

namespace FedGrains.Training.Models.Layers;

/// <summary>Gradients that are held as they are: for each of the layer's tensors [records, …].</summary>
internal sealed class MaterialisedGradients(params Tensor[] gradients) : RecordGradients
{
    public override Tensor SquaredNorms() => gradients.Select(RowSquares).Aggregate((sum, next) => sum.add_(next, Scalars.One));

    public override void AddTo(ReadOnlySpan<Tensor> sums, Tensor factors)
    {
        for (var i = 0; i < gradients.Length; i++) sums[i].view(-1).addmv_(gradients[i].flatten(1).t(), factors);
    }
}
