using FedGrains.Health.Datasets.Splits;

namespace FedGrains.Health.Tests.Datasets.Splits;

public sealed class NumpyRandomTests
{
    [Theory]
    [InlineData(43u, new[] { 494155588u, 2134003008u, 2615920895u, 442015537u, 572909845u, 638974010u, 1033324560u, 739303731u, 1405051537u, 3483374779u })]
    [InlineData(uint.MaxValue, new[] { 419326371u, 479346978u, 3918654476u })]
    [InlineData(5489u, new[] { 3499211612u })] // The first output of the authors' own reference program.
    public void Next_SeededAsInNumpy_GivesNumpysBits(uint seed, uint[] expected)
    {
        var random = new NumpyRandom(seed);

        Assert.Equal(expected, expected.Select(_ => random.Next()));
    }

    [Fact]
    public void Next_AfterThreeTwists_GivesNumpysBits()
    {
        var random = new NumpyRandom(43);
        for (var i = 1; i < 2000; i++) random.Next();

        Assert.Equal(2722848080u, random.Next());
    }

    [Fact]
    public void Permutation_Seed43_IsNumpys() =>
        Assert.Equal([9, 6, 19, 14, 5, 8, 12, 10, 15, 18, 7, 2, 13, 11, 1, 3, 16, 17, 0, 4], new NumpyRandom(43).Permutation(20));

    [Fact]
    public void Choose_WithoutReplacement_IsNumpys() =>
        Assert.Equal([40, 60, 30], new NumpyRandom(43).Choose([10, 20, 30, 40, 50, 60, 70], 3));
}
