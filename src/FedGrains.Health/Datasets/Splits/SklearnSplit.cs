namespace FedGrains.Health.Datasets.Splits;

/// <summary><c>sklearn.model_selection.train_test_split</c> with <c>train_size</c>, <c>random_state</c> and <c>shuffle=True</c>: the same rows in the same order.</summary>
internal static class SklearnSplit
{
    /// <summary><c>stratify=None</c>: the first rows of one permutation are for testing (<c>ShuffleSplit</c>).</summary>
    public static RowSplit Plain(int rows, int train, uint seed)
    {
        var order = new NumpyRandom(seed).Permutation(rows);
        var test = rows - train;

        return new([.. order[test..]], [.. order[..test]], Stratified: false);
    }

    /// <summary><c>stratify=classes</c> (<c>StratifiedShuffleSplit</c>). The classes are numbered from 0 without gaps.</summary>
    public static RowSplit Stratified(int[] classes, int train, uint seed)
    {
        var random = new NumpyRandom(seed);
        var rowsByClass = Enumerable.Range(0, classes.Length).GroupBy(row => classes[row]).OrderBy(g => g.Key).Select(g => g.ToArray()).ToArray();
        var counts = rowsByClass.Select(rows => rows.Length).ToArray();
        var trainCounts = ApproximateMode(counts, train, random);
        var testCounts = ApproximateMode([.. counts.Zip(trainCounts, (all, taken) => all - taken)], classes.Length - train, random);

        List<int> trainRows = [], testRows = [];

        for (var c = 0; c < counts.Length; c++)
        {
            int[] order = [.. random.Permutation(counts[c]).Select(i => rowsByClass[c][i])];
            trainRows.AddRange(order.Take(trainCounts[c]));
            testRows.AddRange(order.Skip(trainCounts[c]).Take(testCounts[c]));
        }

        return new([.. Shuffled(trainRows, random)], [.. Shuffled(testRows, random)], Stratified: true);
    }

    private static int[] Shuffled(List<int> rows, NumpyRandom random)
    {
        var shuffled = rows.ToArray();
        random.Shuffle(shuffled);

        return shuffled;
    }

    /// <summary>
    /// How many of <paramref name="draws"/> each class gets: the mode of a multivariate hypergeometric distribution, as
    /// <c>sklearn.utils.extmath._approximate_mode</c> finds it. Remainders are compared as doubles and ties are drawn, so the order of operations matters.
    /// </summary>
    private static int[] ApproximateMode(int[] counts, int draws, NumpyRandom random)
    {
        var total = (double)counts.Sum();
        var shares = counts.Select(count => count / total * draws).ToArray();
        var taken = shares.Select(share => (int)Math.Floor(share)).ToArray();
        var remainders = shares.Select(share => share - Math.Floor(share)).ToArray();
        var missing = draws - taken.Sum();

        foreach (var value in remainders.Distinct().OrderDescending())
        {
            if (missing == 0) break;

            int[] tied = [.. Enumerable.Range(0, counts.Length).Where(c => remainders[c] == value)];

            foreach (var c in random.Choose(tied, Math.Min(tied.Length, missing)))
            {
                taken[c]++;
                missing--;
            }
        }

        return taken;
    }
}
