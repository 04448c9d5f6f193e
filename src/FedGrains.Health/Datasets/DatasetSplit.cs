namespace FedGrains.Health.Datasets;

/// <summary>How rows are divided into training and test folds: <c>floor(trainShare × rows)</c> are for training.</summary>
/// <param name="TrainShare">The share for training, more than 0 and less than 1.</param>
/// <param name="Seed">The seed; the same seed and rows give the same folds.</param>
/// <param name="Method">Whose random numbers. Default: this library's own.</param>
/// <param name="Stratify">Whether classes keep their proportions; where a class has one or two rows, they cannot, and rows are divided at random. Default: true.</param>
public sealed record DatasetSplit(double TrainShare, uint Seed, SplitMethod Method = SplitMethod.Seeded, bool Stratify = true);

/// <summary>Whose random numbers choose the rows.</summary>
public enum SplitMethod
{
    /// <summary>This library's own generator, <see cref="Core.Models.SeededRandom"/>.</summary>
    Seeded,

    /// <summary>Exactly the rows of scikit-learn's <c>train_test_split(train_size, random_state)</c>, for repeating published results.</summary>
    Sklearn,
}
