using System.Collections.Immutable;
using System.Globalization;
using FedGrains.Health.Datasets.Definitions;

namespace FedGrains.Health.Datasets.Reading;

/// <summary>Turns a target's value into a label.</summary>
internal sealed class LabelRule
{
    private readonly DatasetTarget _target;
    private readonly DatasetColumn _column;
    private readonly CategoryValues _positive;
    private readonly CategoryValues _classes;

    public LabelRule(DatasetTarget target, DatasetColumn column)
    {
        _target = target;
        _column = column;
        _positive = new(target.Positive);
        Classes = target.Kind switch
        {
            TargetKind.Binary => ["negative", "positive"],
            TargetKind.Class => target.Classes.IsEmpty ? column.Values : target.Classes,
            TargetKind.Number => [],
        };
        _classes = new(Classes);
    }

    /// <summary>The classes in the order of their labels; empty where labels are numbers.</summary>
    public ImmutableArray<string> Classes { get; }

    /// <summary>The label of a value as <see cref="CellReader"/> read it, or what was expected of it.</summary>
    public (double Label, string? Fault) Label(double value) => _target.Kind switch
    {
        TargetKind.Number => (value, null),
        TargetKind.Binary => (IsPositive(value) ? 1 : 0, null),
        TargetKind.Class => _classes.Place(Text(value)) is { } label ? (label, null) : (double.NaN, $"is none of the target's classes ({string.Join(", ", Classes)})"),
    };

    private bool IsPositive(double value) => this switch
    {
        { _target.PositiveAbove: { } limit } => value > limit,
        { _target.Positive.IsEmpty: true } => value == 1,
        _ => _positive.Place(Text(value)) is not null,
    };

    private string Text(double value) => _column.Type is ColumnType.Category ? _column.Values[(int)value] : value.ToString("R", CultureInfo.InvariantCulture);
}
