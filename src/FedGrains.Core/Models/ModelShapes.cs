using System.Collections.Immutable;

namespace FedGrains.Core.Models;

/// <summary>What shape inference finds: each layer's input shape, the output shape, the tensors, and the faults met on the way.</summary>
public sealed record ModelShapes(ImmutableArray<ImmutableArray<int>> LayerInputs, ImmutableArray<int> Output, ModelLayout Layout, ImmutableArray<string> Faults)
{
    // More than this overflows nothing but is no model either; it bounds what a run file can make a site allocate.
    private const long MaximumParameters = 4_000_000_000;

    internal static ModelShapes Infer(ModelDefinition model)
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        var inputs = ImmutableArray.CreateBuilder<ImmutableArray<int>>();
        var tensors = ImmutableArray.CreateBuilder<TensorSpec>();
        var shape = model.Input;

        if (shape.IsDefault || shape.Length is not (1 or 2 or 3) || shape.Any(d => d < 1))
            return new([], [], new([]), ["Model input must be [features], [channels, length] or [channels, height, width], every size at least 1."]);

        if (model.Layers.IsDefaultOrEmpty) return new([], shape, new([]), ["The model has no layers."]);

        for (var i = 0; i < model.Layers.Length; i++)
        {
            inputs.Add(shape);
            var step = LayerStep.Of(model.Layers[i], shape, i);

            if (step.Fault is { } fault)
            {
                faults.Add(fault);
                break;
            }

            tensors.AddRange(step.Tensors);
            shape = step.Output;
        }

        var layout = new ModelLayout(tensors.ToImmutable());
        AddOverallFaults(faults, shape, layout);

        return new(inputs.ToImmutable(), shape, layout, faults.ToImmutable());
    }

    private static void AddOverallFaults(ImmutableArray<string>.Builder faults, ImmutableArray<int> output, ModelLayout layout)
    {
        if (faults.Count > 0) return;

        if (output.Length != 1) faults.Add("The model's last layer must put out a vector: add a flatten and a linear layer.");
        if (layout.Tensors.IsEmpty) faults.Add("The model has no parameters to train.");
        if (layout.Tensors.Aggregate(0d, (sum, t) => sum + t.Shape.Aggregate(1d, (p, d) => p * d)) > MaximumParameters)
            faults.Add($"The model has more than {MaximumParameters} parameters.");
    }
}
