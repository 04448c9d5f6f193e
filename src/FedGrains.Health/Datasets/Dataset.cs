using System.Collections.Immutable;
using FedGrains.Health.Datasets.Reading;
using FedGrains.Health.Datasets.Splits;

namespace FedGrains.Health.Datasets;

/// <summary>A site's data in memory: complete rows, encoded, not yet scaled. <see cref="Summary"/> is the part that may be told.</summary>
public sealed class Dataset
{
    private readonly double[] _features;
    private readonly double[] _labels;
    private readonly ImmutableArray<string> _classes;

    internal Dataset(DatasetDefinition definition, Table table, ImmutableArray<MissingCount> missing, double[] features, double[] labels, ImmutableArray<string> classes, RowSplit split)
    {
        _features = features;
        _labels = labels;
        _classes = classes;
        Definition = definition;
        RowsRead = table.RowsRead;
        SourceRows = table.SourceRows;
        Missing = missing;
        TrainRows = split.Train;
        TestRows = split.Test;
        IsStratified = split.Stratified;
        FeatureNames = [.. definition.Features().Select(f => f.Name)];
        Features = Array.ConvertAll(features, x => (float)x);
        Labels = Array.ConvertAll(labels, y => (float)y);
    }

    /// <summary>What the data was read by.</summary>
    public DatasetDefinition Definition { get; }

    /// <summary>The records in the file.</summary>
    public int RowsRead { get; }

    /// <summary>The records with a value in every used column: the rows of <see cref="Features"/>.</summary>
    public int CompleteRows => SourceRows.Length;

    /// <summary>Which record of the file, from 1, each complete row is.</summary>
    public ImmutableArray<int> SourceRows { get; }

    /// <summary>How many records lack a value, for every used column in declared order.</summary>
    public ImmutableArray<MissingCount> Missing { get; }

    /// <summary>The features' names in order.</summary>
    public ImmutableArray<string> FeatureNames { get; }

    /// <summary>Row by row, not scaled.</summary>
    public float[] Features { get; }

    /// <summary>A label a row: 0 or 1, the number of a class, or a number.</summary>
    public float[] Labels { get; }

    /// <summary>The rows for training, in the split's order, from 0.</summary>
    public ImmutableArray<int> TrainRows { get; }

    /// <summary>The rows for testing, in the split's order, from 0.</summary>
    public ImmutableArray<int> TestRows { get; }

    /// <summary>Whether the split kept the classes' proportions; false as well where a class was too small for it.</summary>
    public bool IsStratified { get; }

    /// <summary>The classes and their rows; empty where labels are numbers.</summary>
    public ImmutableArray<ClassCount> ClassBalance() =>
        [.. _classes.Select((name, label) => new ClassCount(name, TrainRows.Count(row => Labels[row] == label), TestRows.Count(row => Labels[row] == label)))];

    /// <summary>The folds, scaled as the definition says, by constants of this site's training fold.</summary>
    public NormalisedDataset Normalised() => Normalised(Definition.Normalisation switch
    {
        Normalisation.None => FeatureScaling.None(FeatureNames.Length),
        Normalisation.Zscore => FeatureScaling.Of(_features, FeatureNames.Length, TrainRows),
    });

    /// <summary>The folds scaled by given constants, such as those of all sites together.</summary>
    public NormalisedDataset Normalised(FeatureScaling scaling)
    {
        ArgumentNullException.ThrowIfNull(scaling);
        ArgumentOutOfRangeException.ThrowIfNotEqual(scaling.Mean.Length, FeatureNames.Length, nameof(scaling));
        ArgumentOutOfRangeException.ThrowIfNotEqual(scaling.StandardDeviation.Length, FeatureNames.Length, nameof(scaling));

        return new(Fold(TrainRows, scaling), Fold(TestRows, scaling), scaling);
    }

    /// <summary>What the site may tell of this dataset.</summary>
    public DatasetSummary Summary() => new(
        Definition.Name,
        RowsRead,
        CompleteRows,
        TrainRows.Length,
        TestRows.Length,
        FeatureNames,
        Definition.Target.Kind,
        ClassBalance(),
        Missing,
        Definition.SchemaDigest());

    private Fold Fold(ImmutableArray<int> rows, FeatureScaling scaling)
    {
        var width = FeatureNames.Length;
        var features = new float[rows.Length * width];

        for (var i = 0; i < rows.Length; i++)
            for (var f = 0; f < width; f++)
                features[(i * width) + f] = (float)scaling.Scale(_features[(rows[i] * width) + f], f);

        return new(features, [.. rows.Select(row => (float)_labels[row])], rows.Length);
    }
}
