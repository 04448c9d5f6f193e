namespace FedGrains.Health.Datasets;

/// <summary>One input of the model and where it comes from.</summary>
/// <param name="Name">The column's name, or <c>column_value</c> of a one-hot feature.</param>
/// <param name="Column">The column's place in <see cref="DatasetDefinition.Columns"/>.</param>
/// <param name="Value">One-hot: the place of the value that makes this feature 1; otherwise null.</param>
public sealed record DatasetFeature(string Name, int Column, int? Value)
{
    /// <summary>The features of these columns: plain columns in declared order, then one-hot ones, as <c>pandas.get_dummies</c> orders them.</summary>
    internal static IEnumerable<DatasetFeature> Of(IEnumerable<DatasetColumn> columns, string target)
    {
        var used = columns.Select((column, place) => (column, place)).Where(c => !c.column.Drop && c.column.Name != target).ToList();

        return
        [
            .. used.Where(c => !c.column.IsOneHot).Select(c => new DatasetFeature(c.column.Name, c.place, null)),
            .. used.Where(c => c.column.IsOneHot).SelectMany(c => OneHot(c.column, c.place)),
        ];
    }

    private static IEnumerable<DatasetFeature> OneHot(DatasetColumn column, int place)
    {
        var first = column.Encoding is ColumnEncoding.OneHotDropFirst ? 1 : 0;

        return Enumerable.Range(first, Math.Max(0, column.Values.Length - first))
            .Select(value => new DatasetFeature($"{column.Name}_{column.Values[value]}", place, value));
    }
}
