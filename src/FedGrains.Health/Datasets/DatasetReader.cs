using FedGrains.Health.Datasets.Reading;
using FedGrains.Health.Datasets.Splits;

namespace FedGrains.Health.Datasets;

/// <summary>Reads a site's file as its definition says.</summary>
public static class DatasetReader
{
    /// <summary>
    /// Reads, encodes and splits the file. Throws a <see cref="DatasetDefinitionException"/> when the definition is wrong and a
    /// <see cref="DatasetException"/> when the file does not keep it; neither ever quotes a value of the file.
    /// </summary>
    public static async Task<Dataset> Read(DatasetDefinition definition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(definition);

        if (definition.Faults() is { IsEmpty: false } faults) throw new DatasetDefinitionException($"'{definition.Name}'", faults);

        return Encode(definition, await Table(definition, cancellationToken));
    }

    private static async Task<Table> Table(DatasetDefinition definition, CancellationToken cancellationToken)
    {
        try
        {
            return await new TableReader(definition).Read(cancellationToken);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DatasetException(definition.Source.Path, [$"There is no such file in '{Path.GetFullPath(definition.Directory)}'."]);
        }
        catch (UnauthorizedAccessException)
        {
            throw new DatasetException(definition.Source.Path, ["This process may not read the file."]);
        }
    }

    private static Dataset Encode(DatasetDefinition definition, Table table)
    {
        var features = definition.Features();
        var used = definition.Columns.Where(c => !c.Drop).ToList();
        var places = features.Select(f => used.IndexOf(definition.Columns[f.Column])).ToArray();
        var labelPlace = used.FindIndex(c => c.Name == definition.Target.Column);
        var values = new double[table.Rows.Length * features.Length];

        for (var row = 0; row < table.Rows.Length; row++)
            for (var f = 0; f < features.Length; f++)
                values[(row * features.Length) + f] = Feature(features[f], table.Rows[row][places[f]]);

        double[] labels = [.. table.Rows.Select(row => row[labelPlace])];
        var classes = new LabelRule(definition.Target, used[labelPlace]).Classes;
        var split = RowSplit.Of(labels.Length, classes.IsEmpty ? null : Array.ConvertAll(labels, label => (int)label), definition.Split);

        RefuseEmptyFolds(definition, split, classes.IsEmpty ? 1 : labels.Distinct().Count());

        return new(definition, table, [.. used.Select((c, i) => new MissingCount(c.Name, table.Missing[i]))], values, labels, classes, split);
    }

    private static double Feature(DatasetFeature feature, double value) => feature.Value is { } one ? value == one ? 1 : 0 : value;

    private static void RefuseEmptyFolds(DatasetDefinition definition, RowSplit split, int classes)
    {
        var least = split.Stratified ? classes : 1;

        if (split.Train.Length < least || split.Test.Length < least)
            throw new DatasetException(definition.Source.Path, [$"{split.Train.Length + split.Test.Length} complete rows are too few: the split leaves {split.Train.Length} for training and {split.Test.Length} for testing, and each needs at least {least}."]);
    }
}
