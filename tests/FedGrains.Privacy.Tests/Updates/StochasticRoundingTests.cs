using CsCheck;

using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.Tests.Updates;

public sealed class StochasticRoundingTests
{
    // Many at once and one by one are the same bits, wherever the cohort puts the levels and however a vector ends.
    [Fact]
    public void Round_ManyAtOnce_IsRoundOneByOne() => Gen.Select(Gen.Int[0, 100], Gen.Int[8, 31], Gen.Double[1e-3, 1e3], Gen.Int).Sample((length, bits, bound, seed) =>
    {
        var random = new Random(seed);
        var levels = Math.Pow(2, bits) - 1;
        double[] edges = [0, -0.0, bound, -bound, 2 * bound, -2 * bound, bound / levels, -bound / levels, bound / levels / 2, double.Epsilon];
        var values = Enumerable.Range(0, length).Select(i => i % 3 == 0 ? edges[random.Next(edges.Length)] : ((random.NextDouble() * 2.4) - 1.2) * bound).ToArray();
        var uniform = Enumerable.Range(0, length).Select(_ => random.Next(4) switch { 0 => 0u, 1 => uint.MaxValue, _ => (uint)random.NextInt64(1L << 32) }).ToArray();
        var (words, scale) = (new uint[length], levels / bound);

        StochasticRounding.Round(UpdateRing.Bits32, values, scale, levels, uniform, words);

        Assert.Equal(values.Select((v, i) => (uint)StochasticRounding.Round(Math.Clamp(v * scale, -levels, levels), uniform[i])), words);
    });

    [Fact]
    public void CopyTo_ManyAtOnce_IsCopyOneByOne() => Gen.Select(Gen.Int[1, 70], Gen.Double[1e-3, 10], Gen.Double[0.01, 100], Gen.Int).Sample((length, infinity, norm, seed) =>
    {
        var random = new Random(seed);
        float[] Numbers() => [.. Enumerable.Range(0, length).Select(_ => (float)(random.NextDouble() - 0.5) * 8)];
        var (trained, global, clipped) = (Numbers(), Numbers(), new double[length]);
        Assert.Null(new RawUpdate(trained, global).Clip(new ClipBounds(infinity, norm), out var update));

        update!.CopyTo(0, infinity, clipped);
        var alone = Enumerable.Range(0, length).Select(i =>
        {
            var one = new double[1];
            update.CopyTo(i, infinity, one);

            return one[0];
        });

        Assert.Equal(alone, clipped);
    });
}
