using System.Collections.Immutable;

namespace FedGrains.Health.Datasets.Reading;

/// <summary>Holds every record of a file against its definition.</summary>
internal sealed class TableReader(DatasetDefinition definition)
{
    private const int MostFaults = 20;

    private readonly ImmutableArray<DatasetColumn> _columns = [.. definition.Columns.Where(c => !c.Drop)];
    private readonly ImmutableArray<CellReader> _readers = [.. definition.Columns.Where(c => !c.Drop).Select(c => new CellReader(c, definition.Missing))];
    private readonly LabelRule _labels = new(definition.Target, definition.Columns.First(c => c.Name == definition.Target.Column));
    private readonly List<string> _faults = [];

    /// <summary>The complete rows; the target's value is already a label. Throws a <see cref="DatasetException"/> with the first faults.</summary>
    public async Task<Table> Read(CancellationToken cancellationToken)
    {
        var sourceRows = ImmutableArray.CreateBuilder<int>();
        var rows = ImmutableArray.CreateBuilder<double[]>();
        var missing = new int[_columns.Length];
        var count = 0;

        await foreach (var row in Rows(cancellationToken))
        {
            count++;

            if (Values(row, missing) is { } values && _faults.Count == 0)
            {
                sourceRows.Add(row.Number);
                rows.Add(values);
            }

            if (_faults.Count >= MostFaults) break;
        }

        if (_faults.Count >= MostFaults) _faults.Add($"Reading stopped after {MostFaults} faults.");
        if (_faults.Count > 0) throw Refuse([.. _faults]);
        if (rows.Count == 0) throw Refuse([count == 0 ? "The file has no rows." : "No row has a value in every used column."]);

        return new(count, sourceRows.ToImmutable(), rows.ToImmutable(), [.. missing]);
    }

    private IAsyncEnumerable<TableRow> Rows(CancellationToken cancellationToken)
    {
        ImmutableArray<string> names = [.. _columns.Select(c => c.Name)];

        return definition.Source.Format switch
        {
            SourceFormat.Csv => CsvTable.Rows(definition, names, cancellationToken),
            SourceFormat.Parquet => ParquetTable.Rows(definition, names, cancellationToken),
        };
    }

    /// <summary>The row's values, or null when it is not complete or not right.</summary>
    private double[]? Values(TableRow row, int[] missing)
    {
        if (row.Cells is null)
        {
            _faults.Add($"{row.Place}: {row.Fault}.");
            return null;
        }

        var values = new double[_columns.Length];
        var complete = true;

        for (var c = 0; c < values.Length && _faults.Count < MostFaults; c++)
        {
            var (value, fault) = Value(row.Cells[c], c);
            values[c] = value;

            if (fault is null && double.IsNaN(value))
            {
                missing[c]++;
                complete = false;
                fault = definition.MissingRows is MissingRows.Refuse ? "has no value, and the definition refuses rows with missing values (missingRows)" : null;
            }

            if (fault is not null) _faults.Add($"{row.Place}, column '{_columns[c].Name}': {fault}.");
        }

        return complete ? values : null;
    }

    private (double Value, string? Fault) Value(Cell cell, int column)
    {
        var (value, fault) = _readers[column].Read(cell);
        var isLabel = fault is null && !double.IsNaN(value) && _columns[column].Name == definition.Target.Column;

        return isLabel ? _labels.Label(value) : (value, fault);
    }

    private DatasetException Refuse(ImmutableArray<string> faults) => new(definition.Source.Path, faults);
}
