using System.Numerics;

using CsCheck;

using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Privacy.Tests.SecureAggregation.Sharing;

public sealed class SecretSharingTests
{
    // The polynomial with coefficients SHA-256("coefficient 0..2") modulo the order, taken at these points with Python's integers.
    private static readonly (uint Holder, string Share)[] s_known =
    [
        (1, "d4aa28b37a6bebfbaab974a58ef48bb0641e44bffc9a0fee730f9ed8405cb613"),
        (2, "9c67faa6399b6f17808e8cc724672cd34460932dc81991876c2db8fffb535783"),
        (3, "05deda484bd558e2f4e1ecabb3d4eea4eb7b5de608ed27a9cf070ada2f95ca4d"),
        (5, "bdf7c2976968608bb90383bdc0a1d453c4ef583edfd76d19ad18b5eef92793e2"),
        (500, "3f5eb7585d46661b0def64037e94308e93ddea843abde60427c9ebc1286b37fc"),
    ];

    private static readonly Gen<(int Threshold, int Holders, string Seed)> Cases = Gen.Select(Gen.Int[1, 12], Gen.Int[0, 10], Gen.String[Gen.Char.AlphaNumeric, 8, 8]).Select((threshold, extra, seed) => (threshold, threshold + extra, seed));

    [Fact]
    public void Share_KnownPolynomial_GivesTheKnownShares()
    {
        var coefficients = Enumerable.Range(0, 3).Select(i => ScalarTests.Hash($"coefficient {i}")).ToArray();
        var shares = new Scalar[s_known.Length];

        SecretSharing.Share(ScalarTests.Element(coefficients[0]), 3, s_known.Select(k => k.Holder).ToArray(), new ScriptedRandomness([.. ScalarTests.Bytes(coefficients[1]), .. ScalarTests.Bytes(coefficients[2])]), shares);

        Assert.Equal(s_known.Select(k => k.Share), shares.Select(ScalarTests.Hex));
    }

    [Fact]
    public void Combine_KnownShares_GivesTheKnownSecret()
    {
        var weights = new LagrangeWeights([1, 3, 500]);
        var shares = s_known.Where(k => k.Holder is 1 or 3 or 500).Select(k => Scalar.FromBytes(Convert.FromHexString(k.Share))!.Value).ToArray();

        Assert.Equal(ScalarTests.Hash("coefficient 0"), ScalarTests.Number(weights.Combine(shares)));
    }

    [Fact]
    public void Combine_AnyThresholdShares_IsTheSecret() => Cases.Sample(c =>
    {
        var randomness = TestRandomness.Of(c.Seed);
        var secret = Scalar.Random(randomness);
        var (holders, shares) = Share(secret, c.Threshold, c.Holders, randomness);
        var chosen = Enumerable.Range(0, c.Holders).OrderBy(i => HashCode.Combine(c.Seed.Length, i, c.Seed[i % 8])).Take(c.Threshold).ToArray();

        Assert.True(new LagrangeWeights([.. chosen.Select(i => holders[i])]).Combine([.. chosen.Select(i => shares[i])]).Equals(secret));
    }, iter: 200);

    // Perfect secrecy, not a statistic: whatever the secret might be, one share fits it to those that are known.
    [Fact]
    public void OneShareTooFew_FitsEverySecret() => Cases.Where(c => c.Threshold > 1).Sample(c =>
    {
        var randomness = TestRandomness.Of(c.Seed);
        var (holders, shares) = Share(Scalar.Random(randomness), c.Threshold, c.Holders, randomness);
        var (known, guess) = (c.Threshold - 1, Scalar.Random(randomness));
        var points = holders.Take(known).Select(Scalar.FromInteger).Prepend(Scalar.Zero).ToArray();
        var fitting = Polynomial.Through(points, [guess, .. shares.Take(known)]);

        Assert.True(fitting.Degree < c.Threshold);
        Assert.True(fitting.At(Scalar.Zero).Equals(guess));
        Assert.All(Enumerable.Range(0, known), i => Assert.True(fitting.At(Scalar.FromInteger(holders[i])).Equals(shares[i])));
    }, iter: 100);

    // t - 1 shares of 0 and of n - 1, by their leading four bits: both are uniform, so neither tells which it is.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OneShareTooFew_IsUniform(bool largest)
    {
        const int Threshold = 3, Trials = 4000;
        var randomness = TestRandomness.Of("uniform");
        var secret = ScalarTests.Element(largest ? ScalarTests.Order - 1 : BigInteger.Zero);
        var counts = new int[Threshold - 1, 16];

        for (var trial = 0; trial < Trials; trial++)
        {
            var (_, shares) = Share(secret, Threshold, Threshold, randomness);
            for (var i = 0; i < Threshold - 1; i++) counts[i, (int)(ScalarTests.Number(shares[i]) >> 252)]++;
        }

        for (var i = 0; i < Threshold - 1; i++)
        {
            var share = i;
            var statistic = Enumerable.Range(0, 16).Sum(bin => Math.Pow(counts[share, bin] - (Trials / 16.0), 2) / (Trials / 16.0));

            // The 99.99 % quantile of chi-square with 15 degrees of freedom is 44.3.
            Assert.True(statistic < 44.3, $"Share {share}: chi-square {statistic}.");
        }
    }

    [Fact]
    public void Share_ThresholdOutOfRange_Throws()
    {
        var shares = new Scalar[2];

        Assert.Throws<ArgumentOutOfRangeException>(() => SecretSharing.Share(Scalar.One, 0, [1, 2], TestRandomness.Of(""), shares));
        Assert.Throws<ArgumentOutOfRangeException>(() => SecretSharing.Share(Scalar.One, 3, [1, 2], TestRandomness.Of(""), shares));
        Assert.Throws<ArgumentException>(() => SecretSharing.Share(Scalar.One, 1, [0, 2], TestRandomness.Of(""), shares));
    }

    [Fact]
    public void Decode_UpToHalfOfTheSpareSharesWrong_FindsThePolynomial() => Gen.Select(Gen.Int[1, 10], Gen.Int[0, 9], Gen.Int[0, 100], Gen.String[Gen.Char.AlphaNumeric, 8, 8]).Sample((threshold, extra, some, seed) =>
    {
        var randomness = TestRandomness.Of(seed);
        var secret = Scalar.Random(randomness);
        var (holders, shares) = Share(secret, threshold, threshold + extra, randomness);
        var wrong = Enumerable.Range(0, shares.Length).OrderBy(i => (i * 7919 + some) % 101).Take(extra / 2).ToHashSet();
        foreach (var i in wrong) shares[i] += Scalar.RandomKey(randomness);

        var polynomial = ShareDecoding.Decode(holders, shares, threshold);

        Assert.NotNull(polynomial);
        Assert.True(polynomial.At(Scalar.Zero).Equals(secret));
        Assert.All(Enumerable.Range(0, shares.Length), i => Assert.Equal(wrong.Contains(i), !polynomial.At(Scalar.FromInteger(holders[i])).Equals(shares[i])));
    }, iter: 200);

    [Fact]
    public void Decode_TooManyWrong_IsNullOrNotTheSecret()
    {
        var randomness = TestRandomness.Of("too many");
        var secret = Scalar.Random(randomness);
        var (holders, shares) = Share(secret, 3, 5, randomness);
        for (var i = 0; i < 3; i++) shares[i] += Scalar.RandomKey(randomness);

        Assert.False(ShareDecoding.Decode(holders, shares, 3)?.At(Scalar.Zero).Equals(secret) is true);
    }

    [Fact]
    public void Decode_AllZero_IsTheZeroPolynomial() => Assert.Equal(-1, ShareDecoding.Decode([1, 2, 3], [Scalar.Zero, Scalar.Zero, Scalar.Zero], 2)!.Degree);

    private static (uint[] Holders, Scalar[] Shares) Share(Scalar secret, int threshold, int count, System.Security.Cryptography.RandomNumberGenerator randomness)
    {
        var holders = Enumerable.Range(1, count).Select(i => (uint)i).ToArray();
        var shares = new Scalar[count];
        SecretSharing.Share(secret, threshold, holders, randomness, shares);

        return (holders, shares);
    }
}
