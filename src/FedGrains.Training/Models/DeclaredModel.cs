using FedGrains.Core.Models;

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
    private readonly LayerForward[] _layers;

    public DeclaredModel(ModelDefinition definition, Device device)
    {
        _layout = definition.Layout();
        Parameters = zeros(_layout.ParameterCount, device: device);
        _tensors = [.. Views(Parameters).Select(view => view.detach())];

        var unused = new Queue<Tensor>(_tensors);
        _layers = [.. definition.Layers.Select(layer => LayerForwards.Of(layer, unused))];
    }

    /// <summary>The parameter vector.</summary>
    public Tensor Parameters { get; }

    /// <summary>Starts to collect gradients; they add up in the returned vector, laid out as the parameters.</summary>
    public Tensor CollectGradients()
    {
        var gradients = zeros_like(Parameters);

        foreach (var (tensor, gradient) in _tensors.Zip(Views(gradients)))
        {
            tensor.requires_grad_(true);
            tensor.grad = gradient;
        }

        return gradients;
    }

    /// <summary>The model's outputs [records, outputs]. Without a source of dropout masks nothing is dropped.</summary>
    public Tensor Forward(Tensor records, Generator? dropout = null)
    {
        foreach (var layer in _layers) records = layer(records, dropout);

        return records;
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

    private IEnumerable<Tensor> Views(Tensor vector)
    {
        long start = 0;

        foreach (var spec in _layout.Tensors)
        {
            yield return vector.narrow(0, start, spec.Length).view([.. spec.Shape.Select(d => (long)d)]);
            start += spec.Length;
        }
    }

    private void RequireLength(int length, string name)
    {
        if (length != _layout.ParameterCount) throw new ArgumentException($"The model has {_layout.ParameterCount} parameters, not {length}.", name);
    }
}
