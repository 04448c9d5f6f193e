using CsCheck;

using FedGrains.Attacks.Statistics;

namespace FedGrains.Attacks.Tests.Statistics;

public sealed class BinomialTests
{
    // Clopper and Pearson's tables for 10 trials at 95 %; 0 of n has the upper end 1 - 0.025^(1/n).
    [Theory]
    [InlineData(0, 10, 0, 0.3085)]
    [InlineData(1, 10, 0.0025, 0.4450)]
    [InlineData(5, 10, 0.1871, 0.8129)]
    [InlineData(10, 10, 0.6915, 1)]
    [InlineData(0, 1000, 0, 0.003682)]
    public void Interval_PublishedValues(int successes, int trials, double lower, double upper)
    {
        var share = Binomial.Interval(successes, trials);

        Assert.Equal((double)successes / trials, share.Value);
        Assert.Equal(lower, share.Lower, 5e-5);
        Assert.Equal(upper, share.Upper, 5e-5);
    }

    // The share lies within, and each end is where its tail has the probability it should have.
    [Fact]
    public void Interval_AnyCounts_HasItsTails() => Gen.Select(Gen.Int[1, 300], Gen.Double[0, 1], Gen.Double[0.5, 0.999]).Sample((trials, part, confidence) =>
    {
        var successes = (int)(part * trials);
        var share = Binomial.Interval(successes, trials, confidence);
        var tail = (1 - confidence) / 2;

        return share.Lower <= share.Value && share.Value <= share.Upper
            && (successes == 0 || Math.Abs(Binomial.AtLeast(successes, trials, share.Lower) - tail) < 1e-9)
            && (successes == trials || Math.Abs(1 - Binomial.AtLeast(successes + 1, trials, share.Upper) - tail) < 1e-9);
    });

    [Fact]
    public void AtLeast_HandWorked()
    {
        // 3 of 4 at 1/2: (4 + 1) / 16.
        Assert.Equal(5 / 16.0, Binomial.AtLeast(3, 4, 0.5), 1e-12);
        Assert.Equal((1, 0, 1), (Binomial.AtLeast(0, 4, 0.5), Binomial.AtLeast(1, 4, 0), Binomial.AtLeast(4, 4, 1)));
    }

    [Fact]
    public void Interval_ImpossibleCounts_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Binomial.Interval(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Binomial.Interval(-1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Binomial.Interval(4, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Binomial.Interval(1, 3, 1));
    }
}
