using System.Collections.Immutable;

using FedGrains.Core.Models;
using FedGrains.Training.Losses;

namespace FedGrains.Training;

/// <summary>A site's records as numbers. The arrays are kept, not copied: whoever hands them over must not change them.</summary>
public sealed class TrainingData
{
    /// <summary>Takes records over; throws an <see cref="ArgumentException"/> when the sizes disagree or a value is not finite.</summary>
    /// <param name="recordShape">The shape of one record: [features], [channels, length] or [channels, height, width].</param>
    /// <param name="features">The records one after the other, each in row-major order; every value finite.</param>
    /// <param name="labels">One label a record: 0 or 1, a class's number from 0, or the number to predict.</param>
    public TrainingData(ImmutableArray<int> recordShape, float[] features, float[] labels)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);

        if (recordShape.IsDefaultOrEmpty || recordShape.Any(d => d < 1)) throw new ArgumentException("A record shape needs sizes of at least 1.", nameof(recordShape));

        var length = recordShape.Aggregate(1L, (product, d) => checked(product * d));

        if (features.Length != length * labels.Length)
            throw new ArgumentException($"{labels.Length} records of shape [{string.Join(", ", recordShape)}] hold {length * labels.Length} values, not {features.Length}.", nameof(features));

        if (!FiniteValues.Only(features)) throw new ArgumentException("A feature is not a finite number: fill or drop missing values first.", nameof(features));
        if (!FiniteValues.Only(labels)) throw new ArgumentException("A label is not a finite number: drop records without a label first.", nameof(labels));

        (RecordShape, FeatureArray, LabelArray) = (recordShape, features, labels);
    }

    /// <summary>The shape of one record.</summary>
    public ImmutableArray<int> RecordShape { get; }

    /// <summary>How many records; may be 0.</summary>
    public int Count => LabelArray.Length;

    /// <summary>
    /// How many records everybody takes the site to have: the sampling rate of an expected batch, and what a noisy sum is divided by, follow from it and from nothing else.
    /// It is <see cref="Count"/>, which a site tells the federation. Only where a record is left out to see whether that shows must it stay what it was, at least 1: a guarantee for
    /// records takes the count for known.
    /// </summary>
    public int PublicCount
    {
        get => field > 0 ? field : Count;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A public count is at least 1.");
    }

    /// <summary>The records one after the other.</summary>
    public ReadOnlyMemory<float> Features => FeatureArray;

    /// <summary>The records' labels.</summary>
    public ReadOnlyMemory<float> Labels => LabelArray;

    internal float[] FeatureArray { get; }

    internal float[] LabelArray { get; }

    /// <summary>Why <paramref name="model"/> cannot be trained or evaluated on these records with the loss called <paramref name="loss"/>, one sentence a fault; empty when it can. No sentence holds a value from a record.</summary>
    public IEnumerable<string> Faults(ModelDefinition model, string loss)
    {
        if (!model.Faults().IsEmpty) return model.Faults();

        var objective = Objective.For(loss);
        var outputs = model.Outputs();
        var faults = new List<string>();

        if (!model.Input.AsSpan().SequenceEqual(RecordShape.AsSpan()))
            faults.Add($"The model takes records of shape [{string.Join(", ", model.Input)}]; the data's are [{string.Join(", ", RecordShape)}].");

        if (model.Layers[0] is Layer.Embedding embedding && !FeatureArray.All(code => code >= 0 && code < embedding.Entries && float.IsInteger(code)))
            faults.Add($"A feature does not fit the embedding: features are whole numbers from 0 to {embedding.Entries - 1}.");

        if (objective.OutputFault(outputs) is { } fault) faults.Add(fault);
        else if (!LabelArray.All(label => objective.Accepts(label, outputs))) faults.Add($"A label does not fit the loss '{loss}': labels are {objective.LabelRule(outputs)}.");

        return faults;
    }
}
