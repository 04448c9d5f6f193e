using FedGrains.Core.Models;
using FedGrains.Training.Losses;
using FedGrains.Training.Models;
using FedGrains.Training.Models.Layers;

using static TorchSharp.torch;

namespace FedGrains.Training.DifferentialPrivacy;

/// <summary>
/// Sums of clipped gradients, one record's clipped at a time but computed a batch at a time: one pass back to the layers' outputs, the norm of each record's
/// gradient from the layers' inputs and those gradients, then the sum with each record scaled (book-keeping: Bu et al. 2022; no second pass).
/// </summary>
internal sealed class ClippedGradients
{
    /// <summary>
    /// Records are clipped to this share of C: what float32 leaves uncertain in a norm or a sum, parts in a million, must not take the
    /// sum's sensitivity above C.
    /// </summary>
    public const double Margin = 1 - (1.0 / 1024);

    // Bounds what a batch needs at once to 256 MiB.
    private const long BatchValues = 1 << 26;
    private const int MostRecords = 4096;

    private readonly DeclaredModel _model;
    private readonly Objective _objective;
    private readonly TorchSharp.Scalar _bound;
    private readonly Tensor[] _sums;

    /// <param name="model">The model, of which no gradients are collected otherwise.</param>
    /// <param name="objective">The loss.</param>
    /// <param name="clippingNorm">C.</param>
    /// <param name="sum">Where sums are added, laid out as the model's parameters.</param>
    public ClippedGradients(DeclaredModel model, Objective objective, double clippingNorm, Tensor sum)
    {
        _model = model;
        _objective = objective;
        _bound = clippingNorm * Margin;
        _sums = model.Split(sum);
    }

    /// <summary>How many records go through the model at once. It follows from the model alone.</summary>
    public static int RecordsAtOnce(ModelDefinition definition)
    {
        var shapes = definition.Shapes();
        var activations = shapes.LayerInputs.Append(shapes.Output).Sum(shape => shape.Aggregate(2L, (product, d) => product * d));
        var gradients = shapes.Layout.Tensors.Where(t => t.Shape.Length > 2).Sum(t => t.Length);
        var codes = definition.Layers[0] is Layer.Embedding ? (long)definition.Input[0] * definition.Input[0] : 0;

        return (int)Math.Clamp(BatchValues / (activations + gradients + codes), 1, MostRecords);
    }

    /// <summary>Adds the clipped gradients of these records. A record whose gradient has no finite norm counts as 0, as if it were not there.</summary>
    public void Add(Tensor features, Tensor labels, Generator? dropout)
    {
        var (outputs, traces) = _model.Trace(features, dropout);
        _objective.Loss(outputs, labels, nn.Reduction.Sum).backward();

        using var _ = no_grad();
        RecordGradients[] gradients = [.. traces.Select(trace => trace.Gradients())];
        var norms = gradients.Select(g => g.SquaredNorms()).Aggregate((sum, next) => sum.add_(next, Scalars.One)).sqrt_();

        if (norms.isfinite().all().item<bool>()) AddScaled(traces, gradients, norms.reciprocal_().mul_(_bound).clamp_max_(Scalars.One));
        else AddFinite(features, labels, norms, dropout);
    }

    private void AddScaled(IReadOnlyList<LayerTrace> traces, RecordGradients[] gradients, Tensor factors)
    {
        for (var i = 0; i < gradients.Length; i++) gradients[i].AddTo(_sums.AsSpan(traces[i].Tensors), factors);
    }

    // 0 times infinity is no number, so such records cannot be scaled away: the others are computed without them.
    private void AddFinite(Tensor features, Tensor labels, Tensor norms, Generator? dropout)
    {
        var finite = norms.isfinite().nonzero().flatten();

        using var _ = enable_grad();
        if (finite.numel() > 0) Add(features.index_select(0, finite), labels.index_select(0, finite), dropout);
    }
}
