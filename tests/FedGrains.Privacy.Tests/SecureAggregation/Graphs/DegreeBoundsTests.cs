using System.Text.Json;

using FedGrains.Privacy.SecureAggregation;
using FedGrains.Testing;

namespace FedGrains.Privacy.Tests.SecureAggregation.Graphs;

public sealed class DegreeBoundsTests
{
    // Rows of sites, corrupt fraction, drop-out fraction, degree, threshold: the smallest for the neighbourhoods of all sites.
    [Fact]
    public void Minimal_IsThatOfTheOracle()
    {
        var path = SharedData.Find("oracles/kregular.json");
        Assert.SkipWhen(path is null, SharedData.Absent);
        using var rows = JsonDocument.Parse(File.ReadAllText(path));

        foreach (var row in rows.RootElement.EnumerateArray())
        {
            var sites = row[0].GetInt32();
            int Part(int column) => (int)Math.Floor(Math.Round(row[column].GetDouble() * sites, 9));

            Assert.Equal(new DegreeAndThreshold(row[3].GetInt32(), row[4].GetInt32()), DegreeBounds.Minimal(sites - 1, Part(1), Part(2), sites));
        }

        Assert.Equal(28, rows.RootElement.GetArrayLength());
    }

    [Theory]
    [InlineData(100, 33, 10, 42, 32)]
    [InlineData(500, 165, 50, 96, 66)]
    public void Minimal_OfPublishedSizes_IsKnown(int sites, int corrupt, int dropped, int degree, int threshold) =>
        Assert.Equal(new DegreeAndThreshold(degree, threshold), DegreeBounds.Minimal(sites - 1, corrupt, dropped, sites));

    // P[X >= t] against the product formula in floating point, on both sides of the threshold.
    [Theory]
    [InlineData(200, 66, 60)]
    [InlineData(99, 33, 42)]
    public void SafeThreshold_IsTheFirstBelowTheBound(int population, int corrupt, int degree)
    {
        var threshold = DegreeBounds.SafeThreshold(population, corrupt, degree, population)!.Value;

        Assert.True(Tail(population, corrupt, degree, threshold) * population < Math.Pow(2, -40));
        Assert.True(Tail(population, corrupt, degree, threshold - 1) * population >= Math.Pow(2, -40));
    }

    [Fact]
    public void SafeThreshold_WhenTheCorruptCanFillASet_IsNull() => Assert.Null(DegreeBounds.SafeThreshold(20, 15, 4, 20));

    [Theory]
    [InlineData(3, 2, true)]
    [InlineData(64, 63, true)]
    [InlineData(65, 28, false)]
    [InlineData(100, 44, false)]
    [InlineData(500, 112, false)]
    [InlineData(1000, 134, false)]
    public void For_FullRoster_IsCompleteUpTo64AndThenTheLeastForPairsOfArcs(int sites, int degree, bool complete)
    {
        var plan = GraphPlan.For(sites, sites, GraphPlan.LeastDegree(sites), RosterTerms.LeastThreshold(sites));

        Assert.Equal((degree, complete), (plan.Degree, plan.IsComplete));
        Assert.Equal(degree, GraphPlan.LeastDegree(sites));
    }

    // A batch without a third of the roster may hold all of its corrupt sites.
    [Fact]
    public void For_FewerMembers_IsDenserThanTheirNumberAloneAsksFor()
    {
        var fewer = GraphPlan.For(300, 210, 90, 201);

        Assert.True(fewer.Degree > GraphPlan.LeastDegree(210));
        Assert.True(fewer.Threshold > GraphPlan.For(210, 210, 0, 141).Threshold);
    }

    private static double Tail(int population, int marked, int size, int from) =>
        Enumerable.Range(from, size - from + 1).Where(k => k <= marked).Sum(k => Math.Exp(LogBinomial(marked, k) + LogBinomial(population - marked, size - k) - LogBinomial(population, size)));

    private static double LogBinomial(int n, int k) => Enumerable.Range(1, k).Sum(i => Math.Log(n - k + i) - Math.Log(i));
}
