using FedGrains.Testing;
using FedGrains.Training.DifferentialPrivacy;

namespace FedGrains.Training.Tests.DifferentialPrivacy;

public sealed class GaussianMechanismTests
{
    private const double Step = 1.0 / (1 << GaussianMechanism.StepBits);

    [Fact]
    public void Release_NoNoise_IsTheMeanToOneStep()
    {
        float[] sums = [0, 1, -2.5f, 0.1f, 1e-12f, 1000.3f];
        var released = Release(sums, new(ScriptedGenerator.EveryRecordNoNoise), clip: 1.5, divisor: 4);

        Assert.All(sums.Zip(released), pair => Assert.Equal(pair.First / 4.0, pair.Second, Step / 4 + Math.Abs(pair.Second * 1e-7)));
    }

    [Theory]
    [InlineData(0.5, 2)]
    [InlineData(3, 0.25)]
    [InlineData(1e-6, 1)]
    [InlineData(1e6, 10_000)]
    public void Release_Noise_HasTheDeviationOfTheMechanism(double clip, double sigma)
    {
        var released = Release(new float[200_000], new(new SeededGenerator(3)), clip, sigma, divisor: 10);
        var deviation = Math.Sqrt(released.Average(v => (double)v * v));

        Assert.Equal(1, deviation / (sigma * clip / 10), 0.01);
        Assert.Equal(0, released.Average(v => (double)v) / deviation, 0.015);
    }

    // Whatever the sum, what is released lies on the same lattice: nothing of the sum hides in the last bits.
    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(1e-9)]
    [InlineData(0.70710677)]
    public void Release_AnySum_IsAWholeNumberOfSteps(float sum)
    {
        var released = Release([.. Enumerable.Repeat(sum, 3000)], new(new SeededGenerator(4)), clip: 1, sigma: 1e-3);

        Assert.All(released, v => Assert.Equal(Math.Round(v / Step), v / Step));
        Assert.True(released.Distinct().Count() > 2900);
    }

    // The noise does not depend on the sum, so two sums a whole number of steps apart give answers exactly that far apart.
    [Fact]
    public void Release_SameNoise_ShiftsWithTheSum()
    {
        const int Shift = 12_345;
        var one = Release(new float[1500], new(new SeededGenerator(5)), clip: 1, sigma: 1e-3);
        var other = Release([.. Enumerable.Repeat((float)(Shift * Step), 1500)], new(new SeededGenerator(5)), clip: 1, sigma: 1e-3);

        Assert.All(one.Zip(other), pair => Assert.Equal(Shift, (pair.Second - pair.First) / Step));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(2048)]
    public void Release_AnyLength_ReachesEveryValueWithNoiseOfItsOwn(int length)
    {
        var released = Release(new float[length], new(new SeededGenerator(6)), clip: 1);

        Assert.Equal(length, released.Distinct().Count());
        Assert.DoesNotContain(0, released);
    }

    private static float[] Release(float[] sums, NormalSource normals, double clip, double sigma = 1, double divisor = 1)
    {
        var released = sums.ToArray();
        new GaussianMechanism(clip, sigma, divisor, normals).Release(released);

        return released;
    }
}
