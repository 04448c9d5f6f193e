using System.Collections.Immutable;

using FedGrains.Core.Models;

namespace FedGrains.Attacks.Inversion;

/// <summary>
/// Reads records off the gradient of a linear first layer: its weight's gradient is the outer product of its bias's gradient and the record,
/// so each unit's row over the unit's bias is the record, exactly for one record and a weighted mean of the records that the unit saw
/// for several (Phong et al. 2018; Fowl et al. 2022, "Robbing the Fed").
/// </summary>
public static class AnalyticInversion
{
    /// <summary>A candidate from each unit whose bias has a gradient. A model whose first layer with parameters is not linear throws an <see cref="ArgumentException"/>.</summary>
    /// <param name="model">The model; flattening may come before the linear layer.</param>
    /// <param name="gradient">Its gradient, laid out as the parameters.</param>
    public static ImmutableArray<double[]> Candidates(ModelDefinition model, ReadOnlySpan<double> gradient)
    {
        if (model.Layers.FirstOrDefault(layer => layer is not Layer.Flatten) is not Layer.Linear linear)
            throw new ArgumentException("Records can be read off a linear first layer only; use iterative inversion.", nameof(model));

        var inputs = (int)model.Layout().Tensors[0].Length / linear.Units;
        var biases = gradient.Slice(linear.Units * inputs, linear.Units);
        var candidates = ImmutableArray.CreateBuilder<double[]>();

        for (var unit = 0; unit < linear.Units; unit++)
        {
            var bias = biases[unit];
            var row = gradient.Slice(unit * inputs, inputs).ToArray();

            if (bias != 0) candidates.Add([.. row.Select(value => value / bias)]);
        }

        return candidates.ToImmutable();
    }
}
