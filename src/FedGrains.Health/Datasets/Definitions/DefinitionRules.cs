using System.Collections.Immutable;
using FedGrains.Core.Identifiers;

namespace FedGrains.Health.Datasets.Definitions;

/// <summary>What a definition must keep, beyond its form. A fault reads "field: rule."</summary>
internal static class DefinitionRules
{
    private static readonly char[] NoDelimiters = ['"', '\r', '\n', '\0', '.', '-', '+'];

    public static string ColumnPath(string? name, int place) => string.IsNullOrWhiteSpace(name) ? $"columns[{place + 1}]" : $"columns.{name}";

    public static IEnumerable<string> Faults(DatasetDefinition definition) =>
    [
        .. NameFaults(definition.Name),
        .. SourceFaults(definition.Source),
        .. ColumnListFaults(definition),
        .. definition.Columns.SelectMany((column, place) => ColumnFaults(column, ColumnPath(column.Name, place), definition)),
        .. TargetRules.Faults(definition),
        .. SplitFaults(definition),
        .. BudgetFaults(definition.Privacy),
    ];

    private static IEnumerable<string> NameFaults(DatasetName name)
    {
        if (!NameRule.Accepts(name.Value)) yield return $"name: '{name.Value}' is not a dataset name; use {NameRule.Text}.";
    }

    private static IEnumerable<string> SourceFaults(DatasetSource source)
    {
        if (string.IsNullOrWhiteSpace(source.Path)) yield return "source.path: must name a file.";
        if (char.IsLetterOrDigit(source.Delimiter) || NoDelimiters.Contains(source.Delimiter)) yield return "source.delimiter: must not be a character that values are made of, a quote or a line end.";
    }

    private static IEnumerable<string> ColumnListFaults(DatasetDefinition definition)
    {
        foreach (var twice in definition.Columns.Where(c => !string.IsNullOrWhiteSpace(c.Name)).CountBy(c => c.Name).Where(c => c.Value > 1))
            yield return $"{ColumnPath(twice.Key, 0)}.name: is declared {twice.Value} times.";

        var features = definition.Features();

        if (features.IsEmpty) yield return "columns: must declare at least one column that is neither dropped nor the target.";

        foreach (var twice in features.CountBy(f => f.Name).Where(f => f.Value > 1 && definition.Columns.Count(c => c.Name == f.Key) < 2))
            yield return $"columns: {twice.Value} features would be called '{twice.Key}'; rename a column or a value.";
    }

    private static IEnumerable<string> ColumnFaults(DatasetColumn column, string path, DatasetDefinition definition)
    {
        if (string.IsNullOrWhiteSpace(column.Name)) yield return $"{path}.name: must not be empty.";
        if (column.Drop) yield break;

        var type = Spelling.Of(column.Type);
        var isNumeric = column.Type is ColumnType.Number or ColumnType.Integer;

        if (!isNumeric && (column.Min ?? column.Max) is not null) yield return $"{path}.type: min and max are for a number or an integer, and this is a {type}.";
        if (column.Min > column.Max) yield return $"{path}.min: must not be more than max.";
        if (column.Type is not ColumnType.Category && !column.Values.IsEmpty) yield return $"{path}.type: values are for a category, and this is a {type}.";
        if (column.Type is not ColumnType.Category && column.Encoding is not null) yield return $"{path}.type: an encoding is for a category, and this is a {type}.";

        if (column.Type is ColumnType.Category)
            foreach (var fault in CategoryFaults(column, path, definition)) yield return fault;
    }

    private static IEnumerable<string> CategoryFaults(DatasetColumn column, string path, DatasetDefinition definition)
    {
        var isTarget = column.Name == definition.Target.Column;

        if (column.Values.Length < 2) yield return $"{path}.values: must list every value of the category, at least two.";
        if (new CategoryValues(column.Values).Count < column.Values.Length) yield return $"{path}.values: must be different from one another.";
        if (column.Values.Any(v => v != v.Trim() || v.Length == 0 || definition.Missing.Contains(v))) yield return $"{path}.values: must not be empty, start or end with a space, or be one of the missing markers.";
        if (isTarget && column.Encoding is not null) yield return $"{path}.encoding: is for features, and this column is the target.";
        if (!isTarget && column.Encoding is null) yield return $"{path}.encoding: is missing; say {string.Join(", ", Spelling.All<ColumnEncoding>())}.";
    }

    private static IEnumerable<string> SplitFaults(DatasetDefinition definition)
    {
        if (!(definition.Split.TrainShare is > 0 and < 1)) yield return "split.trainShare: must be more than 0 and less than 1.";
        if (definition.Split.Stratify && definition.Target.Kind is TargetKind.Number) yield return "target.kind: number has no classes to stratify by; write split.stratify: false.";
    }

    private static IEnumerable<string> BudgetFaults(DatasetBudget? budget)
    {
        if (budget is null) yield break;

        if (!(budget.Epsilon > 0) || !double.IsFinite(budget.Epsilon)) yield return "privacy.epsilon: must be more than 0.";
        if (!(budget.Delta is > 0 and < 1)) yield return "privacy.delta: must be more than 0 and less than 1, and well below one over the number of records.";
    }
}
