using System.Collections.Immutable;

using FedGrains.Core.Identifiers;

namespace FedGrains.Core.Nodes;

/// <summary>What a federation knows of a dataset at a node: counts and names, never a record.</summary>
/// <param name="Name">The dataset's name, the same at every node.</param>
/// <param name="Rows">Rows in the source.</param>
/// <param name="TrainingExamples">Records used to train; the most a node may claim to have trained on in one pass.</param>
/// <param name="HeldOutExamples">Records kept for evaluation.</param>
/// <param name="Features">The features in the model's input order.</param>
/// <param name="Target">The target column.</param>
/// <param name="SchemaDigest">SHA-256 of the canonical schema; nodes with the same digest prepare data alike.</param>
/// <param name="Classes">Class balance of a classification target, by class.</param>
public sealed record DatasetSummary(
    DatasetName Name,
    long Rows,
    long TrainingExamples,
    long HeldOutExamples,
    ImmutableArray<string> Features,
    string Target,
    string SchemaDigest,
    ImmutableSortedDictionary<string, long> Classes)
{
    /// <inheritdoc/>
    public bool Equals(DatasetSummary? other) =>
        other is not null && Name == other.Name && Rows == other.Rows && TrainingExamples == other.TrainingExamples
        && HeldOutExamples == other.HeldOutExamples && Features.AsSpan().SequenceEqual(other.Features.AsSpan())
        && Target == other.Target && SchemaDigest == other.SchemaDigest && Classes.SequenceEqual(other.Classes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Rows, SchemaDigest);
}
