using System.Runtime.CompilerServices;

using FedGrains.Core.Models;

namespace FedGrains.Core.Tests.Models;

public sealed class SeededRandomTests
{
    // The outputs of Vigna's xoshiro256plusplus.c from the state 1, 2, 3, 4, as rand_xoshiro's tests record them.
    [Fact]
    public void Next_StateOfTheReference_GivesItsOutputs()
    {
        var state = new byte[32];
        (state[0], state[8], state[16], state[24]) = (1, 2, 3, 4);
        var random = FromState(state);

        Assert.Equal(
            [
                41943041, 58720359, 3588806011781223, 3591011842654386, 9228616714210784205,
                9973669472204895162, 14011001112246962877, 12406186145184390807, 15849039046786891736, 10450023813501588000,
            ],
            Enumerable.Range(0, 10).Select(_ => random.Next()));
    }

    // Worked out in Python: the state is SHA-256 of the seed's eight bytes and the purpose.
    [Fact]
    public void For_SeedAndPurpose_GivesTheKnownStream()
    {
        var random = SeededRandom.For(42, "batches/1");

        Assert.Equal([7381964249942358588, 12457567493528957965, 3493731643686120446, 8166961170836131270], Enumerable.Range(0, 4).Select(_ => random.Next()));
    }

    [Fact]
    public void For_OtherPurpose_IsAnotherStream() => Assert.NotEqual(SeededRandom.For(42, "a").Next(), SeededRandom.For(42, "b").Next());

    [Fact]
    public void Permutation_KnownSeed_IsTheKnownOrder() => Assert.Equal([6, 2, 7, 9, 5, 3, 1, 0, 8, 4], SeededRandom.For(3, "order").Permutation(10));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void Permutation_HoldsEveryNumberOnce(int count) => Assert.Equal(Enumerable.Range(0, count), SeededRandom.For(1, "p").Permutation(count).Order());

    // χ² with 23 degrees of freedom; 49.7 is its 99.9 % quantile. The seed is fixed, so the test cannot fail by chance.
    [Fact]
    public void Permutation_OfFour_IsUniform()
    {
        const int Draws = 24_000;
        var random = SeededRandom.For(5, "uniform");
        var counts = Enumerable.Range(0, Draws).CountBy(_ => string.Concat(random.Permutation(4))).ToArray();

        Assert.Equal(24, counts.Length);
        Assert.InRange(counts.Sum(c => Math.Pow(c.Value - (Draws / 24.0), 2) / (Draws / 24.0)), 0, 49.7);
    }

    // χ² with 6 degrees of freedom; 22.5 is its 99.9 % quantile.
    [Fact]
    public void NextInt_IsUniformBelowTheLimit()
    {
        const int Draws = 70_000;
        var random = SeededRandom.For(6, "uniform");
        var counts = Enumerable.Range(0, Draws).CountBy(_ => random.NextInt(7)).ToArray();

        Assert.Equal([0, 1, 2, 3, 4, 5, 6], counts.Select(c => c.Key).Order());
        Assert.InRange(counts.Sum(c => Math.Pow(c.Value - (Draws / 7.0), 2) / (Draws / 7.0)), 0, 22.5);
    }

    [Fact]
    public void NextInt_LimitBelowOne_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => SeededRandom.For(1, "x").NextInt(0));

    [Fact]
    public void NextDouble_IsBelowOneWithTheMeanAndVarianceOfTheUniform()
    {
        var random = SeededRandom.For(7, "uniform");
        var values = Enumerable.Range(0, 100_000).Select(_ => random.NextDouble()).ToArray();

        Assert.All(values, v => Assert.InRange(v, 0, Math.BitDecrement(1.0)));
        Assert.Equal(0.5, values.Average(), 0.004);
        Assert.Equal(1 / 12.0, values.Average(v => (v - 0.5) * (v - 0.5)), 0.002);
    }

    [Fact]
    public void NextNormal_HasTheMomentsOfTheNormal()
    {
        var random = SeededRandom.For(8, "normal");
        var values = Enumerable.Range(0, 100_000).Select(_ => random.NextNormal()).ToArray();

        Assert.All(values, v => Assert.True(double.IsFinite(v)));
        Assert.Equal(0, values.Average(), 0.015);
        Assert.Equal(1, values.Average(v => v * v), 0.02);
        Assert.Equal(3, values.Average(v => v * v * v * v), 0.15);
    }

    // The published outputs begin at a state, and the class seeds itself from a hash only.
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern SeededRandom FromState(ReadOnlySpan<byte> state);
}
