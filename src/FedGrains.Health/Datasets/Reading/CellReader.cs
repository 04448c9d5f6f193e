using System.Collections.Frozen;
using System.Globalization;
using FedGrains.Health.Datasets.Definitions;

namespace FedGrains.Health.Datasets.Reading;

/// <summary>Reads cells of one column as its declaration says. A category becomes its place in the declared list, a boolean 0 or 1, nothing NaN.</summary>
internal sealed class CellReader(DatasetColumn column, IEnumerable<string> missing)
{
    private readonly FrozenSet<string> _missing = missing.Select(marker => marker.Trim()).ToFrozenSet(StringComparer.Ordinal);
    private readonly CategoryValues _values = new(column.Values);

    /// <summary>The value, or what was expected of it. A fault never quotes the cell.</summary>
    public (double Value, string? Fault) Read(Cell cell)
    {
        var text = cell.Text?.Trim();

        if (cell.IsEmpty || text?.Length == 0 || _missing.Contains(text ?? Text(cell.Number!.Value))) return (double.NaN, null);

        return column.Type switch
        {
            ColumnType.Number => Number(cell),
            ColumnType.Integer => Integer(cell),
            ColumnType.Category => Place(text ?? Text(cell.Number!.Value)),
            ColumnType.Boolean => Flag(cell.Number, text),
        };
    }

    private (double, string?) Number(Cell cell)
    {
        if (!TryNumber(cell, out var value)) return (double.NaN, "is not a number");

        // Features end as single-precision numbers; infinity would spoil every mean.
        if (!(Math.Abs(value) <= float.MaxValue)) return (double.NaN, "is not a finite number");

        return value < column.Min || value > column.Max ? (double.NaN, $"is outside the declared range, {Range()}") : (value, null);
    }

    private (double, string?) Integer(Cell cell) => Number(cell) switch
    {
        ({ } value, null) when Math.Floor(value) != value => (double.NaN, "is not an integer"),
        (_, "is not a number") => (double.NaN, "is not an integer"),
        var read => read,
    };

    private (double, string?) Place(string text) => _values.Place(text) is { } place
        ? (place, null)
        : (double.NaN, $"is none of the declared values ({string.Join(", ", column.Values)})");

    private static (double, string?) Flag(double? number, string? text)
    {
        if (bool.TryParse(text, out var flag)) return (flag ? 1 : 0, null);

        return TryNumber(new(text, number), out var value) && value is 0 or 1 ? (value, null) : (double.NaN, "is not a boolean: true, false, 1 or 0");
    }

    private static bool TryNumber(Cell cell, out double value)
    {
        value = cell.Number ?? double.NaN;

        return cell.Number is not null || double.TryParse(cell.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private string Range() => (column.Min, column.Max) switch
    {
        ({ } min, { } max) => string.Create(CultureInfo.InvariantCulture, $"{min} to {max}"),
        ({ } min, null) => string.Create(CultureInfo.InvariantCulture, $"at least {min}"),
        (_, var max) => string.Create(CultureInfo.InvariantCulture, $"at most {max}"),
    };
}
