namespace FedGrains.Privacy.Noise;

/// <summary>
/// The samplers of Canonne, Kamath and Steinke, The Discrete Gaussian for Differential Privacy, 2020, section 5: exact, in whole
/// numbers, so that there is no floating-point artefact to attack. Their running time depends on what they draw.
/// </summary>
internal static class ExactSampling
{
    /// <summary>Past so many scales, which happens with a probability below 2^-369, a draw is begun again: it keeps products within 128 bits.</summary>
    public const int LongestTail = 256;

    /// <summary>True with the probability exp(-numerator / denominator) (Algorithm 1).</summary>
    public static bool BernoulliExp(RandomBits random, UInt128 numerator, UInt128 denominator)
    {
        for (; numerator > denominator; numerator -= denominator)
            if (!BernoulliExpOfOne(random)) return false;

        // Bernoulli(x / k) is Bernoulli(x) and, apart from it, Bernoulli(1 / k).
        var k = 1UL;
        while (random.Bernoulli(numerator, denominator) && random.Below(k) == 0) k++;

        return (k & 1) == 1;
    }

    /// <summary>A draw x with a probability proportional to exp(-|x| / scale) (Algorithm 2).</summary>
    public static long DiscreteLaplace(RandomBits random, ulong scale)
    {
        for (; ; )
        {
            var low = random.Below(scale);
            if (!BernoulliExp(random, low, scale)) continue;

            var high = 0UL;
            while (high < LongestTail && BernoulliExpOfOne(random)) high++;
            if (high == LongestTail) continue;

            var magnitude = (long)(low + (scale * high));
            var negative = random.Coin();

            // Zero has one sign only.
            if (magnitude > 0 || !negative) return negative ? -magnitude : magnitude;
        }
    }

    private static bool BernoulliExpOfOne(RandomBits random)
    {
        var k = 1UL;
        while (random.Below(k) == 0) k++;

        return (k & 1) == 1;
    }
}
