using System.Collections.Immutable;

namespace FedGrains.Health.Datasets.Splits;

/// <summary>Which rows are for training and which for testing.</summary>
/// <param name="Train">Rows for training, from 0.</param>
/// <param name="Test">Rows for testing, from 0.</param>
/// <param name="Stratified">Whether every class was divided in the same proportion.</param>
internal sealed record RowSplit(ImmutableArray<int> Train, ImmutableArray<int> Test, bool Stratified)
{
    /// <summary>A class of one or two rows cannot be stratified; FLamby then splits without regard to class (Swiss heart data: one negative).</summary>
    private const int SmallestStratifiedClass = 3;

    /// <summary>Splits rows with these class numbers; null where the target has no classes.</summary>
    public static RowSplit Of(int rows, int[]? classes, DatasetSplit split)
    {
        var train = (int)Math.Floor(split.TrainShare * rows);

        return classes is not null && split.Stratify && classes.CountBy(c => c).All(c => c.Value >= SmallestStratifiedClass)
            ? Stratify(WithoutGaps(classes), train, split)
            : Plain(rows, train, split);
    }

    private static RowSplit Stratify(int[] classes, int train, DatasetSplit split) => split.Method switch
    {
        SplitMethod.Sklearn => SklearnSplit.Stratified(classes, train, split.Seed),
        SplitMethod.Seeded => SeededSplit.Stratified(classes, train, split.Seed),
    };

    private static RowSplit Plain(int rows, int train, DatasetSplit split) => split.Method switch
    {
        SplitMethod.Sklearn => SklearnSplit.Plain(rows, train, split.Seed),
        SplitMethod.Seeded => SeededSplit.Plain(rows, train, split.Seed),
    };

    private static int[] WithoutGaps(int[] classes)
    {
        var present = classes.Distinct().Order().ToList();

        return [.. classes.Select(c => present.IndexOf(c))];
    }
}
