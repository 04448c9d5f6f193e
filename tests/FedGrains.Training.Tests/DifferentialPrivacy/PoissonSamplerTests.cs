using System.Buffers.Binary;

using FedGrains.Testing;
using FedGrains.Training.DifferentialPrivacy;

namespace FedGrains.Training.Tests.DifferentialPrivacy;

public sealed class PoissonSamplerTests
{
    // 5 standard deviations of a binomial count.
    [Theory]
    [InlineData(100, 0.3)]
    [InlineData(10_000, 0.01)]
    [InlineData(5000, 0.99)]
    [InlineData(20_000, 1e-5)]
    public void Draw_ManySamples_EachRecordComesAtTheRate(int records, double rate)
    {
        const int Draws = 2000;
        using var random = new SeededGenerator(1);
        var sampler = new PoissonSampler(random, records, rate);
        var sizes = Enumerable.Range(0, Draws).Select(_ => (double)sampler.Draw().Length).ToArray();
        var variance = records * rate * (1 - rate);

        Assert.Equal(records * rate, sizes.Average(), 5 * Math.Sqrt(variance / Draws));
        // The size varies as a sum of independent draws does: a batch of a fixed size would not.
        Assert.InRange(sizes.Average(s => Math.Pow(s - (records * rate), 2)), 0.7 * variance, 1.3 * variance);
    }

    [Fact]
    public void Draw_EveryRecord_IsDrawnAlikeAndByItself()
    {
        const int Records = 50, Draws = 20_000;
        using var random = new SeededGenerator(2);
        var sampler = new PoissonSampler(random, Records, 0.2);
        var (single, pairs) = (new int[Records], new int[Records]);

        for (var draw = 0; draw < Draws; draw++)
        {
            var drawn = sampler.Draw().ToArray();
            foreach (var record in drawn) single[record]++;
            foreach (var record in drawn.Where(r => drawn.Contains((r + 1) % Records))) pairs[record]++;
        }

        Assert.All(single, count => Assert.Equal(0.2, (double)count / Draws, 0.015));
        Assert.All(pairs, count => Assert.Equal(0.04, (double)count / Draws, 0.0075));
    }

    [Fact]
    public void Draw_Records_AreAscendingAndOnce()
    {
        using var random = new SeededGenerator(3);
        var drawn = new PoissonSampler(random, 9000, 0.4).Draw().ToArray();

        Assert.Equal(drawn.Distinct().Order(), drawn);
        Assert.InRange(drawn[^1], 8900, 8999);
    }

    [Fact]
    public void Draw_RateOfOne_IsEveryRecordWithoutChance() =>
        Assert.Equal(Enumerable.Range(0, 7), new PoissonSampler(ScriptedGenerator.NoRecordNoNoise, 7, 1).Draw().ToArray());

    // 0.3 · 2^64 is 0x4CCC_CCCC_CCCC_CC00 in double precision: the first 16 bits tie, the other 48 decide.
    [Theory]
    [InlineData(0x4CCB, 0xFFFF_FFFF_FFFF, true)]
    [InlineData(0x4CCC, 0xCCCC_CCCC_CBFF, true)]
    [InlineData(0x4CCC, 0xCCCC_CCCC_CC00, false)]
    [InlineData(0x4CCD, 0, false)]
    public void Draw_AtTheLimit_ComparesAll64Bits(int high, long rest, bool drawn)
    {
        var random = new ScriptedGenerator(bytes =>
        {
            if (bytes.Length == 2) BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)high);
            else BitConverter.GetBytes(rest).AsSpan(0, bytes.Length).CopyTo(bytes);
        });

        Assert.Equal(drawn ? [0] : [], new PoissonSampler(random, 1, 0.3).Draw().ToArray());
    }
}
