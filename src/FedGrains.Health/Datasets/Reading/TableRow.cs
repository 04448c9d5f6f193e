namespace FedGrains.Health.Datasets.Reading;

/// <summary>One record of a file.</summary>
/// <param name="Number">The data row, from 1.</param>
/// <param name="Line">The line of the file on which it starts, from 1; null where files have no lines.</param>
/// <param name="Cells">The used columns' cells, in the order in which they were asked for; null when the record itself is wrong.</param>
/// <param name="Fault">What is wrong with the record.</param>
internal readonly record struct TableRow(int Number, long? Line, Cell[]? Cells, string? Fault = null)
{
    /// <summary>Where the record is, for people.</summary>
    public string Place => Line is { } line ? $"row {Number} (line {line})" : $"row {Number}";

    public override string ToString() => Place;
}
