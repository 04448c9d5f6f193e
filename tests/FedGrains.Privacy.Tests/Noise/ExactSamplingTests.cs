using FedGrains.Privacy.Noise;

namespace FedGrains.Privacy.Tests.Noise;

public sealed class ExactSamplingTests
{
    private const int Draws = 100_000;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 3)]
    [InlineData(1, 1)]
    [InlineData(5, 2)]
    [InlineData(4, 1)]
    public void BernoulliExp_HasItsProbability(int numerator, int denominator)
    {
        using var random = new RandomBits(Seeded.Randomness("bernoulli"));
        var probability = Math.Exp(-(double)numerator / denominator);
        var hits = Enumerable.Range(0, Draws).Count(_ => ExactSampling.BernoulliExp(random, (UInt128)numerator, (UInt128)denominator));

        Assert.Equal(probability, (double)hits / Draws, 5 * Math.Sqrt(probability * (1 - probability) / Draws));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(50)]
    public void DiscreteLaplace_HasItsDistribution(int scale)
    {
        using var random = new RandomBits(Seeded.Randomness("laplace"));
        var draws = Enumerable.Range(0, Draws).Select(_ => ExactSampling.DiscreteLaplace(random, (ulong)scale)).ToArray();

        ChiSquare.Holds(draws, x => Math.Tanh(1.0 / (2 * scale)) * Math.Exp(-Math.Abs((double)x) / scale));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(100)]
    public void Below_IsUniform(int limit)
    {
        using var random = new RandomBits(Seeded.Randomness("below"));
        var draws = Enumerable.Range(0, Draws).Select(_ => (long)random.Below((ulong)limit)).ToArray();

        ChiSquare.Holds(draws, x => x >= 0 && x < limit ? 1.0 / limit : 0);
    }

    [Fact]
    public void Below_One_IsZero()
    {
        using var random = new RandomBits(Seeded.Randomness("below"));

        Assert.Equal(0UL, random.Below(1));
        Assert.All(Enumerable.Range(0, 100), _ => Assert.InRange(random.Below(ulong.MaxValue), 0UL, ulong.MaxValue - 1));
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(3, 10)]
    [InlineData(10, 10)]
    public void Bernoulli_SmallAndLarge_HasItsProbability(int numerator, int denominator)
    {
        using var random = new RandomBits(Seeded.Randomness("fraction"));
        var probability = (double)numerator / denominator;

        foreach (var unit in new[] { UInt128.One, UInt128.One << 61, (UInt128.One << 100) + 12345 })
        {
            var hits = Enumerable.Range(0, Draws).Count(_ => random.Bernoulli((UInt128)numerator * unit, (UInt128)denominator * unit));
            Assert.Equal(probability, (double)hits / Draws, 5 * Math.Sqrt(probability * (1 - probability) / Draws));
        }
    }
}
