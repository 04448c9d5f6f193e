using CsCheck;

using FedGrains.Training.Metrics;

namespace FedGrains.Training.Tests.Metrics;

public sealed class AreaUnderCurveTests
{
    [Fact]
    public void Measure_Ties_CountHalf()
    {
        // Of the nine pairs .8 wins 3, and each .6 wins 2 and ties 1: (3 + 2.5 + 2.5) / 9.
        var measured = AreaUnderCurve.Measure([0.6f, 0.8f, 0.2f, 0.6f, 0.4f, 0.6f], [1, 1, 0, 1, 0, 0])!;

        Assert.Equal(8 / 9.0, measured.Value, 1e-12);
        Assert.Equal(6, measured.Examples);

        // A = 8/9, Q1 = 4/5, Q2 = 128/153: SE² = (A(1 − A) + 2(Q1 − A²) + 2(Q2 − A²)) / 9.
        var squaredError = ((8 / 81.0) + (2 * (0.8 - (64 / 81.0))) + (2 * ((128 / 153.0) - (64 / 81.0)))) / 9;
        Assert.Equal(6 * squaredError, measured.Variance, 1e-12);
    }

    [Fact]
    public void Measure_Perfect_IsOneWithoutError()
    {
        var measured = AreaUnderCurve.Measure([1, 2, 3], [0, 0, 1])!;

        Assert.Equal((1, 0), (measured.Value, measured.Variance));
    }

    [Fact]
    public void Measure_AllTied_IsAHalf() => Assert.Equal(0.5, AreaUnderCurve.Measure([1, 1, 1], [0, 1, 1])!.Value);

    [Theory]
    [InlineData(0f)]
    [InlineData(1f)]
    public void Measure_OneClass_IsNothing(float label) => Assert.Null(AreaUnderCurve.Measure([1, 2], [label, label]));

    [Fact]
    public void Measure_AnyScores_IsTheShareOfPairs() =>
        Gen.Select(Gen.Int[-3, 3], Gen.Bool).Array[2, 40].Sample(records =>
        {
            var measured = AreaUnderCurve.Measure([.. records.Select(r => (float)r.Item1)], [.. records.Select(r => r.Item2 ? 1f : 0f)]);
            var pairs = records.Where(r => r.Item2).SelectMany(p => records.Where(r => !r.Item2), (p, n) => 0.5 + (0.5 * p.Item1.CompareTo(n.Item1))).ToArray();

            return pairs.Length == 0 ? measured is null : Math.Abs(pairs.Average() - measured!.Value) < 1e-12 && measured.Fault() is null;
        });
}
