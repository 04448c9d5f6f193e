using System.Collections.Immutable;

using FedGrains.Core.Models;

namespace FedGrains.Attacks.Inversion;

/// <summary>
/// Reads labels off the last bias's gradient under cross-entropy, of a logit for each class or of one. For a record of class c it is p - e_c, negative in c alone (Zhao et al. 2020,
/// "iDLG"); over a batch every record of a class takes one share off its entry (Wainakh et al. 2021).
/// </summary>
public static class LabelRecovery
{
    /// <summary>The labels of <paramref name="records"/> records, ascending: certain for one, a guess for several.</summary>
    /// <param name="model">A classifier, with an output for each class or one for two; its last layer is linear, or an <see cref="ArgumentException"/> is thrown.</param>
    /// <param name="gradient">The gradient of the mean loss, laid out as the parameters.</param>
    /// <param name="records">Records in the batch, at least 1.</param>
    public static ImmutableArray<int> Labels(ModelDefinition model, ReadOnlySpan<double> gradient, int records)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(records, 1);
        if (model.Layers[^1] is not Layer.Linear { Units: var outputs }) throw new ArgumentException("Labels can be read off a last layer that is linear.", nameof(model));

        // One logit is the difference of two, and its gradient p - y that of class 1.
        var left = outputs == 1 ? [-gradient[^1], gradient[^1]] : gradient[^outputs..].ToArray();
        var found = ImmutableArray.CreateBuilder<int>(records);

        for (var record = 0; record < records; record++)
        {
            var label = Array.IndexOf(left, left.Min());
            found.Add(label);
            left[label] += 1.0 / records;
        }

        found.Sort();
        return found.ToImmutable();
    }
}
