using FedGrains.Core.Words;

namespace FedGrains.Health.Datasets.Definitions;

/// <summary>What a definition's target must keep.</summary>
internal static class TargetRules
{
    public static IEnumerable<string> Faults(DatasetDefinition definition)
    {
        var target = definition.Target;
        var column = definition.Columns.FirstOrDefault(c => c.Name == target.Column);

        if (column is null)
            return [$"target.column: '{target.Column}' is not declared. {Suggestion.For(target.Column, definition.Columns.Where(c => !c.Drop && c.Name.Length > 0).Select(c => c.Name).Distinct())}"];

        if (column.Drop) return [$"target.column: '{target.Column}' is dropped; a target must be used."];

        return [.. FieldFaults(target), .. KindFaults(target, column), .. ValueFaults(target, column)];
    }

    private static IEnumerable<string> FieldFaults(DatasetTarget target)
    {
        if (target.Kind is not TargetKind.Binary && (target.PositiveAbove is not null || !target.Positive.IsEmpty)) yield return "target.kind: positiveAbove and positive are for kind binary.";
        if (target.Kind is not TargetKind.Class && !target.Classes.IsEmpty) yield return "target.kind: classes are for kind class.";
    }

    private static IEnumerable<string> KindFaults(DatasetTarget target, DatasetColumn column)
    {
        var isNumeric = column.Type is ColumnType.Number or ColumnType.Integer;
        var rules = (target.PositiveAbove is null ? 0 : 1) + (target.Positive.IsEmpty ? 0 : 1);

        if (target.Kind is TargetKind.Binary && rules != 1 && !(rules == 0 && column.Type is ColumnType.Boolean))
            yield return "target.kind: binary needs positiveAbove or positive, one of the two (a boolean column needs neither).";

        if (target.PositiveAbove is not null && !isNumeric) yield return "target.positiveAbove: is for a number or an integer column.";
        if (target.Kind is TargetKind.Number && !isNumeric) yield return "target.kind: number needs a number or an integer column.";
        if (target.Kind is TargetKind.Class && column.Type is ColumnType.Boolean) yield return "target.kind: use binary for a boolean column.";
        if (target.Kind is TargetKind.Class && isNumeric && target.Classes.Length < 2) yield return "target.classes: must list at least two values.";
    }

    private static IEnumerable<string> ValueFaults(DatasetTarget target, DatasetColumn column) =>
        ListFaults("target.positive", target.Positive, column).Concat(ListFaults("target.classes", target.Classes, column));

    private static IEnumerable<string> ListFaults(string path, IReadOnlyCollection<string> listed, DatasetColumn column)
    {
        var values = new CategoryValues([.. listed]);
        var declared = new CategoryValues(column.Values);

        if (values.Count < listed.Count) yield return $"{path}: must be different from one another.";

        if (column.Type is ColumnType.Number or ColumnType.Integer && !values.AreNumbers)
            yield return $"{path}: must be numbers, as column '{column.Name}' is.";

        foreach (var unknown in listed.Where(v => column.Type is ColumnType.Category && declared.Place(v) is null))
            yield return $"{path}: '{unknown}' is not a value of column '{column.Name}'. {Suggestion.For(unknown, column.Values)}";

        if (column.Type is ColumnType.Boolean && listed.Count > 0) yield return $"{path}: a boolean column is positive when it is true; leave it out.";
    }
}
