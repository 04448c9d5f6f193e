using FedGrains.Core.Models;

namespace FedGrains.Health.Datasets.Splits;

/// <summary>The split of this library's own generator; rows keep the file's order within a fold.</summary>
internal static class SeededSplit
{
    private const string Purpose = "train-test-split";

    public static RowSplit Plain(int rows, int train, uint seed)
    {
        var order = SeededRandom.For(seed, Purpose).Permutation(rows);

        return new([.. order[..train].Order()], [.. order[train..].Order()], Stratified: false);
    }

    public static RowSplit Stratified(int[] classes, int train, uint seed)
    {
        var random = SeededRandom.For(seed, Purpose);
        var rowsByClass = Enumerable.Range(0, classes.Length).GroupBy(row => classes[row]).OrderBy(g => g.Key).Select(g => g.ToArray()).ToArray();
        var shares = LargestRemainder([.. rowsByClass.Select(rows => rows.Length)], train);

        List<int> trainRows = [], testRows = [];

        foreach (var (rows, share) in rowsByClass.Zip(shares))
        {
            int[] order = [.. random.Permutation(rows.Length).Select(i => rows[i])];
            trainRows.AddRange(order[..share]);
            testRows.AddRange(order[share..]);
        }

        return new([.. trainRows.Order()], [.. testRows.Order()], Stratified: true);
    }

    /// <summary>Shares <paramref name="draws"/> out in proportion to <paramref name="counts"/> (Hamilton's method), in integers, so that no machine rounds differently.</summary>
    private static int[] LargestRemainder(int[] counts, int draws)
    {
        var total = counts.Sum(c => (long)c);
        var shares = counts.Select(c => (int)(c * (long)draws / total)).ToArray();
        var byRemainder = Enumerable.Range(0, counts.Length).OrderByDescending(c => counts[c] * (long)draws % total).ThenBy(c => c);

        foreach (var c in byRemainder.Take(draws - shares.Sum())) shares[c]++;

        return shares;
    }
}
