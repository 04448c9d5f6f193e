using CsCheck;

using FedGrains.Attacks.Statistics;

namespace FedGrains.Attacks.Tests.Statistics;

public sealed class RocCurveTests
{
    [Fact]
    public void Of_HandWorked()
    {
        // Scores from the top: member 4, other 3, members 2 and other 2 together, other 1.
        var curve = RocCurve.Of([4, 2], [3, 2, 1]);

        Assert.Equal([new(0, 0), new(0, 0.5), new(1 / 3.0, 0.5), new(2 / 3.0, 1), new(1, 1)], curve.Points);
        // Of six pairs the 4 wins three, the 2 wins one and ties one.
        Assert.Equal(4.5 / 6, curve.Area, 1e-12);
        Assert.Equal(0.5, curve.Advantage, 1e-12);
        Assert.Equal(0.5, curve.TruePositiveRateAt(0.5));
        Assert.Equal(1, curve.TruePositiveRateAt(0.7));
    }

    [Fact]
    public void Area_AnyScores_IsTheShareOfPairs() => Gen.Select(Gen.Int[-3, 3].Array[1, 20], Gen.Int[-3, 3].Array[1, 20]).Sample((members, others) =>
    {
        var pairs = members.SelectMany(m => others, (m, o) => 0.5 + (0.5 * m.CompareTo(o))).Average();

        return Math.Abs(pairs - RocCurve.Of([.. members.Select(m => (double)m)], [.. others.Select(o => (double)o)]).Area) < 1e-12;
    });

    [Fact]
    public void Of_NothingToCompare_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => RocCurve.Of([], [1]));
        Assert.Throws<ArgumentException>(() => RocCurve.Of([1], [double.NaN]));
    }

    [Fact]
    public void Drawn_LongCurve_KeepsItsEndsAndItsOrder()
    {
        var curve = RocCurve.Of([.. Enumerable.Range(0, 500).Select(i => (double)(2 * i))], [.. Enumerable.Range(0, 500).Select(i => (double)(2 * i) + 1)]);
        var drawn = curve.Drawn(101);

        Assert.Equal((101, new(0, 0), new(1, 1)), (drawn.Length, drawn[0], drawn[^1]));
        Assert.Equal(drawn.OrderBy(p => p.FalsePositiveRate).ThenBy(p => p.TruePositiveRate), drawn);
        Assert.All(drawn, p => Assert.Contains(p, curve.Points));
        Assert.Equal(curve.Points, curve.Drawn(curve.Points.Length));
    }
}
