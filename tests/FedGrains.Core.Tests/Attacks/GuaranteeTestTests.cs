using CsCheck;

using FedGrains.Core.Attacks;

namespace FedGrains.Core.Tests.Attacks;

public sealed class GuaranteeTestTests
{
    // ln 4.5 = 1.504 is the most that (0.5 - 0.05) / 0.1 shows, and (1 - 0.5 - 0.05) / (1 - 0.9) by those who were left out.
    [Theory]
    [InlineData(0.5, 0.1, 1.50, 0.05, true)]
    [InlineData(0.5, 0.1, 1.51, 0.05, false)]
    [InlineData(0.9, 0.5, 1.50, 0.05, true)]
    [InlineData(0.9, 0.5, 1.51, 0.05, false)]
    public void IsRefuted_BothSides_AreLookedAt(double with, double without, double epsilon, double delta, bool refuted) =>
        Assert.Equal(refuted, Exactly(with, without, epsilon, delta).IsRefuted);

    // The two inequalities of the definition, one after the other.
    [Fact]
    public void IsRefuted_AnyCounts_IsTheDefinition() => Gen.Select(Gen.Double[0, 0.99], Gen.Double[0.01, 1], Gen.Double[0, 5], Gen.Double[0, 0.2]).Sample((with, without, epsilon, delta) =>
        Exactly(with, without, epsilon, delta).IsRefuted
            == (with > (Math.Exp(epsilon) * without) + delta || 1 - without > (Math.Exp(epsilon) * (1 - with)) + delta));

    [Fact]
    public void IsRefuted_AnyCounts_AgreesWithTheEpsilonShown() => Gen.Select(Gen.Double[0, 0.99], Gen.Double[0.01, 1], Gen.Double[0.01, 5], Gen.Double[0, 0.2]).Sample((with, without, epsilon, delta) =>
    {
        var test = Exactly(with, without, epsilon, delta);

        return Math.Abs(test.EpsilonShown - epsilon) < 1e-9 || test.IsRefuted == (test.EpsilonShown > epsilon);
    });

    [Fact]
    public void MostWith_Intervals_AreTakenOnTheSafeSide()
    {
        var test = new GuaranteeTest(new(0.9, 0.8, 1), new(0.1, 0, 0.2), Epsilon: Math.Log(2), Delta: 0.01);

        Assert.Equal(0.41, test.MostWith, 1e-12);
        Assert.True(test.IsRefuted);
        Assert.False((test with { With = new(0.9, 0.4, 1) }).IsRefuted);
    }

    [Fact]
    public void MostWith_NoPrivacy_IsEverything() => Assert.Equal(1, Exactly(0.9, 0.01, double.PositiveInfinity, 0).MostWith);

    private static GuaranteeTest Exactly(double with, double without, double epsilon, double delta) => new(new(with, with, with), new(without, without, without), epsilon, delta);
}
