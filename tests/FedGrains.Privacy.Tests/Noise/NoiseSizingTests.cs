using CsCheck;

using FedGrains.Privacy.Noise;
using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.Tests.Noise;

public sealed class NoiseSizingTests
{
    private static readonly Gen<(double Clip, double Multiplier, int Fewest, int More, int Parameters)> Rounds =
        Gen.Select(Gen.Double[-6, 6].Select(e => Math.Pow(10, e)), Gen.Double[-2, 2].Select(e => Math.Pow(10, e)), Gen.Int[1, 200], Gen.Int[0, 800], Gen.Double[0, 9].Select(e => (int)Math.Pow(10, e)));

    [Fact]
    public void For_AnyRound_CostsWhatTheMultiplierDoes() => Rounds.Sample(round =>
    {
        var mechanism = NoiseSizing.For(round.Clip, round.Multiplier, round.Fewest, round.Fewest + round.More, round.Parameters);

        // Never less noise than was asked for, but for the last bit of a double, and hardly more than rounding takes.
        Assert.InRange(mechanism.NoiseMultiplier / round.Multiplier, 1 - 1e-15, 1 + 1e-6);
        Assert.InRange(mechanism.Rho * 2 * round.Multiplier * round.Multiplier, 1 - 1e-6, 1 + 1e-12);
        Assert.InRange(mechanism.RoundedNorm / round.Clip, 1, 1.02);
    }, iter: 2000);

    [Theory]
    [InlineData(16, 9, 1_000_000)]
    [InlineData(3, 1, 14)]
    [InlineData(1000, 600, 100_000_000)]
    public void For_OrdinaryRounds_TakesFourBytesAParameter(int cohort, int fewest, int parameters) =>
        Assert.Equal(UpdateRing.Bits32, NoiseSizing.For(1, 1, fewest, cohort, parameters).Ring);

    [Fact]
    public void For_OutOfRange_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => NoiseSizing.For(1, 0.001, 3, 5, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => NoiseSizing.For(1, double.NaN, 3, 5, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => NoiseSizing.For(0, 1, 3, 5, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => NoiseSizing.For(1, 1, 0, 5, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => NoiseSizing.For(1, 1, 3, 5, 0));
    }
}
