using FedGrains.Core.Models;
using FedGrains.Training.Models.Layers;

using static TorchSharp.torch;

namespace FedGrains.Training.Models;

/// <summary>
/// A model definition as tensors. All parameters are one vector in the layout's order and every layer works on a view of it, so
/// loading, storing, optimizing and FedProx's pull are each one operation, whatever the layers.
/// Its tensors belong to the dispose scope it is made in.
/// </summary>
internal sealed class DeclaredModel
{
    private readonly ModelLayout _layout;
    private readonly Tensor[] _tensors;
    private readonly Step[] _steps;

    public DeclaredModel(ModelDefinition definition, Device device, ScalarType precision = ScalarType.Float32)
    {
        _layout = definition.Layout();
        Parameters = zeros(_layout.ParameterCount, precision, device);
        _tensors = [.. Split(Parameters).Select(view => view.detach())];

        var unused = new Queue<Tensor>(_tensors);
        _steps = [.. definition.Layers.Select(layer => StepOf(layer, unused))];
    }

    /// <summary>The parameter vector.</summary>
    public Tensor Parameters { get; }

    /// <summary>Starts to collect gradients; they add up in the returned vector, laid out as the parameters.</summary>
    public Tensor CollectGradients()
    {
        var gradients = zeros_like(Parameters);

        foreach (var (tensor, gradient) in _tensors.Zip(Split(gradients)))
        {
            tensor.requires_grad_(true);
            tensor.grad = gradient;
        }

        return gradients;
    }

    /// <summary>The model's tensors, of which gradients can be asked from now on.</summary>
    public IList<Tensor> Differentiable() => [.. _tensors.Select(tensor => tensor.requires_grad_(true))];

    /// <summary>The parts of a vector laid out as the parameters, each in the shape of its tensor.</summary>
    public Tensor[] Split(Tensor vector)
    {
        var parts = new Tensor[_layout.Tensors.Length];
        long start = 0;

        for (var i = 0; i < parts.Length; i++)
        {
            var spec = _layout.Tensors[i];
            parts[i] = vector.narrow(0, start, spec.Length).view([.. spec.Shape.Select(d => (long)d)]);
            start += spec.Length;
        }

        return parts;
    }

    /// <summary>The model's outputs [records, outputs]. Without a source of dropout masks nothing is dropped.</summary>
    public Tensor Forward(Tensor records, Generator? dropout = null)
    {
        foreach (var step in _steps) records = step.Forward(records, dropout);

        return records;
    }

    /// <summary>The model's outputs, with a trace of every layer that has parameters. A pass back leaves gradients with the traced outputs and none with the parameters, of which nobody may have collected any.</summary>
    public (Tensor Outputs, IReadOnlyList<LayerTrace> Traces) Trace(Tensor records, Generator? dropout)
    {
        var traces = new List<LayerTrace>();

        foreach (var step in _steps)
        {
            var output = step.Forward(records, dropout);

            if (step.Layer is { } layer)
            {
                if (output.requires_grad) output.retain_grad();
                else output.requires_grad_(true);

                traces.Add(new(layer, step.Tensors, records, output));
            }

            records = output;
        }

        return (records, traces);
    }

    /// <summary>Replaces all parameters.</summary>
    public void Load(ReadOnlySpan<float> parameters)
    {
        RequireLength(parameters.Length, nameof(parameters));
        Parameters.Write(parameters);
    }

    /// <summary>Copies all parameters out.</summary>
    public void CopyTo(Span<float> parameters)
    {
        RequireLength(parameters.Length, nameof(parameters));
        Parameters.Read(parameters);
    }

    private Step StepOf(Layer layer, Queue<Tensor> unused)
    {
        var first = _tensors.Length - unused.Count;

        return ParametricLayer.Of(layer, unused) is { } parametric
            ? new((input, _) => parametric.Forward(input), parametric, first..(_tensors.Length - unused.Count))
            : new(LayerForwards.Of(layer), null, ..0);
    }

    private void RequireLength(int length, string name)
    {
        if (length != _layout.ParameterCount) throw new ArgumentException($"The model has {_layout.ParameterCount} parameters, not {length}.", name);
    }

    private sealed record Step(LayerForward Forward, ParametricLayer? Layer, Range Tensors);
}
