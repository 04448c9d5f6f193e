using FedGrains.Core.Models;
using FedGrains.Training.Devices;
using FedGrains.Training.Models;

using static TorchSharp.torch;

namespace FedGrains.Training.Gradients;

/// <summary>
/// How far the gradient that made-up records would have is from one that was seen, and which way to change the records: the
/// derivative of a derivative (Zhu et al. 2019, "Deep Leakage from Gradients"). For classifiers under cross-entropy, in double precision, on the
/// processor, on one thread.
/// </summary>
public sealed class GradientDistance
{
    private readonly ModelDefinition _model;
    private readonly float[] _parameters;
    private readonly double[] _seen;
    private readonly int _records, _classes, _values;
    private readonly TorchSharp.Scalar _negativeShare;

    /// <summary>The distance to <paramref name="seen"/>. Sizes that disagree throw an <see cref="ArgumentException"/>.</summary>
    /// <param name="model">The model; at least 2 outputs.</param>
    /// <param name="parameters">Its parameters when the gradient was taken.</param>
    /// <param name="seen">The gradient of the mean loss of <paramref name="records"/> records, laid out as the parameters.</param>
    /// <param name="records">How many records it was taken over, at least 1.</param>
    public GradientDistance(ModelDefinition model, float[] parameters, double[] seen, int records)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(records, 1);
        _classes = model.Outputs();
        _values = model.Input.Aggregate(1, (product, d) => product * d);
        (_model, _parameters, _seen, _records) = (model, parameters, seen, records);
        _negativeShare = -1.0 / records;

        if (_classes < 2) throw new ArgumentException("Cross-entropy takes a model with at least 2 outputs.", nameof(model));
        if (parameters.Length != model.Layout().ParameterCount || seen.Length != parameters.Length)
            throw new ArgumentException($"The model has {model.Layout().ParameterCount} parameters; there are {parameters.Length}, and a gradient of {seen.Length}.", nameof(seen));
    }

    /// <summary>Values of the made-up records: records x values of one.</summary>
    public int Features => _records * _values;

    /// <summary>Values of their made-up labels: a logit for each record and class.</summary>
    public int Logits => _records * _classes;

    /// <summary>The squared Euclidean distance, and its derivatives.</summary>
    /// <param name="features">The records, one after the other.</param>
    /// <param name="logits">Their labels: softmax makes probabilities of them, a record's classes one after the other.</param>
    /// <param name="byFeatures">Receives the derivative by <paramref name="features"/>.</param>
    /// <param name="byLogits">Receives the derivative by <paramref name="logits"/>.</param>
    public double Measure(ReadOnlySpan<double> features, ReadOnlySpan<double> logits, Span<double> byFeatures, Span<double> byLogits)
    {
        TorchThreads.One.Apply();
        using var scope = NewDisposeScope();
        var declared = new DeclaredModel(_model, CPU, ScalarType.Float64);
        declared.Parameters.copy_(tensor(_parameters));
        var weights = declared.Differentiable();
        var records = tensor(features.ToArray()).view([_records, .. _model.Input.Select(d => (long)d)]).requires_grad_(true);
        var labels = tensor(logits.ToArray()).view(_records, _classes).requires_grad_(true);

        var loss = (labels.softmax(1) * declared.Forward(records).log_softmax(1)).sum().mul(_negativeShare);
        var gradient = cat([.. autograd.grad([loss], weights, retain_graph: true, create_graph: true).Select(g => g.flatten())]);
        var distance = (gradient - tensor(_seen)).pow(Scalars.Two).sum();
        var derivatives = autograd.grad([distance], [records, labels]);

        derivatives[0].contiguous().data<double>().CopyTo(byFeatures);
        derivatives[1].contiguous().data<double>().CopyTo(byLogits);

        return distance.item<double>();
    }
}
