using static TorchSharp.torch;

namespace FedGrains.Training.Models.Layers;

/// <summary>One layer's parameter gradients, record by record, however they are held.</summary>
internal abstract class RecordGradients
{
    /// <summary>The squared L2 norm of each record's gradient [records].</summary>
    public abstract Tensor SquaredNorms();

    /// <summary>Adds every record's gradient times its factor to <paramref name="sums"/>, which has one contiguous tensor for each of the layer's.</summary>
    public abstract void AddTo(ReadOnlySpan<Tensor> sums, Tensor factors);

    /// <summary>The squared L2 norms of the rows [records, …].</summary>
    protected static Tensor RowSquares(Tensor rows) => rows.flatten(1).norm(1).pow_(Scalars.Two);
}
