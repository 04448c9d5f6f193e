using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace FedGrains.Health.Datasets;

/// <summary>A column as declared; every value in the file is held against it.</summary>
/// <param name="Name">The column's name in the file.</param>
/// <param name="Type">What its values are.</param>
public sealed record DatasetColumn(string Name, ColumnType Type = ColumnType.Number)
{
    /// <summary>The unit, for people, such as <c>mmHg</c>.</summary>
    public string? Unit { get; init; }

    /// <summary>What the column is, for people.</summary>
    public string? Description { get; init; }

    /// <summary>The smallest value allowed, of a number or integer.</summary>
    public double? Min { get; init; }

    /// <summary>The largest value allowed, of a number or integer.</summary>
    public double? Max { get; init; }

    /// <summary>A category's values, all that may occur. When every one is a number they are compared as numbers, so that 1 and 1.0 are the same value.</summary>
    public ImmutableArray<string> Values { get; init; } = [];

    /// <summary>How a category becomes features; a category that is a feature must say so.</summary>
    public ColumnEncoding? Encoding { get; init; }

    /// <summary>Whether the column becomes one feature for each of its values.</summary>
    internal bool IsOneHot => Encoding is ColumnEncoding.OneHot or ColumnEncoding.OneHotDropFirst;

    /// <summary>Whether the column is in the file but not used: it is neither read nor counted.</summary>
    public bool Drop { get; init; }

    /// <summary>A column that is in the file but not used.</summary>
    public static DatasetColumn Dropped(string name) => new(name) { Drop = true };
}

/// <summary>What a column's values are.</summary>
public enum ColumnType
{
    /// <summary>A finite number.</summary>
    Number,

    /// <summary>A number without a fraction; 63.0 is one.</summary>
    [SuppressMessage("Naming", "CA1720", Justification = "It is the word that definitions use.")]
    Integer,

    /// <summary>One of the declared values.</summary>
    Category,

    /// <summary>true or false, also written 1 or 0; as a feature 1 or 0.</summary>
    Boolean,
}

/// <summary>How a category becomes features.</summary>
public enum ColumnEncoding
{
    /// <summary>One feature: the value's place in the declared list, from 0. For values with an order.</summary>
    None,

    /// <summary>A feature 0 or 1 for every value, named <c>column_value</c>.</summary>
    OneHot,

    /// <summary>As <see cref="OneHot"/>, without the first value, which the others are then measured against.</summary>
    OneHotDropFirst,
}
