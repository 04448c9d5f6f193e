using FedGrains.Attacks.Reports;
using FedGrains.Core.Attacks;
using FedGrains.Core.Training;

namespace FedGrains.Attacks.Tests.Reports;

public sealed class AttackReportTests
{
    private static readonly DpSgdMechanism s_mechanism = new(0.1, 1.1, 1, 100);

    [Fact]
    public void Json_Membership_RoundTrips()
    {
        var report = AttackReports.OfMembership(AttackNames.LikelihoodRatio, "dpSgd", s_mechanism, new([2, 1, 3], [0, 1.5]));

        Assert.Equal(report, AttackReport.Parse(report.ToJson()));
        Assert.Equal(report.GetHashCode(), AttackReport.Parse(report.ToJson()).GetHashCode());
        Assert.Contains("\"attack\":\"likelihoodRatio\",\"defence\":\"dpSgd\",\"mechanism\":{\"samplingRate\":0.1,", report.ToJson(), StringComparison.Ordinal);
        Assert.Equal(5, report.Trials);
        Assert.Equal(5 / 6.0, report.Find("areaUnderCurve")!.Value, 1e-12);
        Assert.Equal(new RocPoint(0, 0), report.Curve[0]);
    }

    // An exact copy has an infinite ratio.
    [Fact]
    public void Json_InfiniteFigure_RoundTrips()
    {
        var report = AttackReports.OfInversion(AttackNames.AnalyticInversion, "none", null, [double.PositiveInfinity, 10]);

        Assert.Equal(report, AttackReport.Parse(report.ToJson()));
        Assert.Equal(double.PositiveInfinity, AttackReport.Parse(report.ToJson()).Find("psnrBest")!.Value);
        Assert.Equal(0.5, report.Find("recognised")!.Value);
    }

    [Fact]
    public void OfGuesses_HasAnInterval()
    {
        var figure = AttackReports.OfGuesses(AttackNames.LabelRecovery, "none", null, right: 5, trials: 10).Find("accuracy")!;

        Assert.Equal(0.5, figure.Value);
        Assert.Equal(0.1871, figure.Lower!.Value, 5e-5);
        Assert.Equal(0.8129, figure.Upper!.Value, 5e-5);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{ "attack": "x", "defence": "none", "trials": "many" }""")]
    [InlineData("""{ "attack": "x", "defence": "none", "trials": 1, "figures": [] }""")]
    public void Parse_SomethingElse_IsRefused(string json) => Assert.Throws<FormatException>(() => AttackReport.Parse(json));
}
