using System.Collections.Immutable;

namespace FedGrains.Health.Datasets;

/// <summary>What the model is to predict.</summary>
/// <param name="Column">The column that holds it; it is not a feature.</param>
/// <param name="Kind">What kind of label it gives.</param>
public sealed record DatasetTarget(string Column, TargetKind Kind)
{
    /// <summary>Binary: a number is positive when it is more than this.</summary>
    public double? PositiveAbove { get; init; }

    /// <summary>Binary: the values that are positive.</summary>
    public ImmutableArray<string> Positive { get; init; } = [];

    /// <summary>Class: the values in the order of their labels 0, 1, 2, …; a category's own values when empty.</summary>
    public ImmutableArray<string> Classes { get; init; } = [];
}

/// <summary>A kind of label.</summary>
public enum TargetKind
{
    /// <summary>0 or 1.</summary>
    Binary,

    /// <summary>The number of a class, from 0.</summary>
    Class,

    /// <summary>Any number.</summary>
    Number,
}
