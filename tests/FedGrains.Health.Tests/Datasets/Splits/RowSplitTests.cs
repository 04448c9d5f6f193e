using CsCheck;
using FedGrains.Health.Datasets;
using FedGrains.Health.Datasets.Splits;

namespace FedGrains.Health.Tests.Datasets.Splits;

public sealed class RowSplitTests
{
    private static readonly Gen<(int[] Classes, DatasetSplit Split)> Any =
        from classes in Gen.Int[0, 4].Array[2, 200]
        from share in Gen.Double[0.05, 0.95]
        from seed in Gen.UInt
        from method in Gen.OneOf(Gen.Const(SplitMethod.Sklearn), Gen.Const(SplitMethod.Seeded))
        from stratify in Gen.Bool
        select (classes, new DatasetSplit(share, seed, method, stratify));

    [Fact]
    public void Of_AnyRows_PartitionsThem() => Any.Sample(any =>
    {
        var split = RowSplit.Of(any.Classes.Length, any.Classes, any.Split);

        Assert.Equal((int)Math.Floor(any.Split.TrainShare * any.Classes.Length), split.Train.Length);
        Assert.Equal(Enumerable.Range(0, any.Classes.Length), split.Train.Concat(split.Test).Order());
    });

    [Fact]
    public void Of_Stratified_KeepsEveryClassWithinOneRow() => Any.Sample(any =>
    {
        var split = RowSplit.Of(any.Classes.Length, any.Classes, any.Split);
        if (!split.Stratified) return;

        foreach (var (label, count) in any.Classes.CountBy(c => c))
        {
            var expected = (double)count * split.Train.Length / any.Classes.Length;
            Assert.InRange(split.Train.Count(row => any.Classes[row] == label), expected - 1, expected + 1);
        }
    });

    [Fact]
    public void Of_SameSeed_IsTheSameAndAnotherSeedIsNot()
    {
        int[] classes = [.. Enumerable.Range(0, 60).Select(i => i % 2)];

        foreach (var method in Enum.GetValues<SplitMethod>())
        {
            Assert.Equal(RowSplit.Of(60, classes, new(0.5, 1, method)).Train, RowSplit.Of(60, classes, new(0.5, 1, method)).Train);
            Assert.NotEqual(RowSplit.Of(60, classes, new(0.5, 1, method)).Train, RowSplit.Of(60, classes, new(0.5, 2, method)).Train);
        }
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void Of_SmallestClass_DecidesWhetherItIsStratified(int smallest, bool expected)
    {
        int[] classes = [.. Enumerable.Repeat(0, 20), .. Enumerable.Repeat(1, smallest)];

        Assert.Equal(expected, RowSplit.Of(classes.Length, classes, new(0.66, 43, SplitMethod.Sklearn)).Stratified);
    }
}
