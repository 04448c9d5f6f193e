using System.Collections.Immutable;
using FedGrains.Core.Identifiers;

namespace FedGrains.Health.Datasets;

/// <summary>What a site may tell about a dataset: counts and names. No record, no mean, no extreme.</summary>
/// <param name="Name">The dataset's name.</param>
/// <param name="Rows">The records in the file.</param>
/// <param name="CompleteRows">The records with a value in every used column.</param>
/// <param name="Train">The records for training.</param>
/// <param name="Test">The records held out.</param>
/// <param name="Features">The features' names in order.</param>
/// <param name="LabelKind">The kind of label.</param>
/// <param name="Classes">The classes and their records; empty where labels are numbers.</param>
/// <param name="Missing">How many records lack a value, for every used column.</param>
/// <param name="Schema">The definition's <see cref="DatasetDefinition.SchemaDigest"/>.</param>
public sealed record DatasetSummary(
    DatasetName Name,
    int Rows,
    int CompleteRows,
    int Train,
    int Test,
    ImmutableArray<string> Features,
    TargetKind LabelKind,
    ImmutableArray<ClassCount> Classes,
    ImmutableArray<MissingCount> Missing,
    Digest Schema);

/// <summary>How many records of a class there are in each fold.</summary>
public sealed record ClassCount(string Class, int Train, int Test)
{
    /// <summary>In both folds.</summary>
    public int Total => Train + Test;
}

/// <summary>How many records lack a column's value.</summary>
public sealed record MissingCount(string Column, int Rows);
