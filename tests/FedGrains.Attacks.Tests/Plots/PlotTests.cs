using System.Globalization;
using System.Xml.Linq;

using FedGrains.Attacks.Plots;
using FedGrains.Attacks.Reports;
using FedGrains.Core.Attacks;

namespace FedGrains.Attacks.Tests.Plots;

public sealed class PlotTests
{
    private static readonly AttackReport s_membership = AttackReports.OfMembership(AttackNames.LossThreshold, "none <at all> & more", null, new([2, 1, 3], [0, 1.5]));
    private static readonly AttackReport s_copy = AttackReports.OfInversion(AttackNames.AnalyticInversion, "none", null, [double.PositiveInfinity]);
    private static readonly AttackReport s_noise = AttackReports.OfInversion(AttackNames.AnalyticInversion, "dpSgd", null, [15, 15]);
    private static readonly AttackReport s_nothing = AttackReports.OfInversion(AttackNames.IterativeInversion, "masking", null, [double.NegativeInfinity]);

    [Fact]
    public void Roc_Curves_AreDrawnFromCornerToCorner()
    {
        var lines = Named(RocPlot.Draw("Who was in <it>?", [s_membership], (1, 1e-5)), "polyline");

        // Chance, the guarantee, the curve, and its key in the legend.
        Assert.Equal(4, lines.Length);
        // The members 3 and 2 come first, then the other 1.5, the member 1 and the other 0.
        Assert.Equal("60,310 60,220 60,130 260,130 260,40 460,40", Attribute(lines, 2));
    }

    [Fact]
    public void Roc_Guarantee_IsNeverBelowChance()
    {
        var bound = Attribute(Named(RocPlot.Draw("", [], (0.5, 0.01)), "polyline"), 1);

        Assert.All(bound.Split(' ').Select(p => p.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray()), p => Assert.True((310 - p[1]) / 270 >= ((p[0] - 60) / 400) - 1e-3));
    }

    [Fact]
    public void Psnr_Bars_StandInTheFrame()
    {
        var bars = Named(PsnrBars.Draw("Inversion", [s_copy, s_noise, s_nothing]), "rect")[2..];
        var heights = bars.Select(b => double.Parse(b.Attribute("height")!.Value, CultureInfo.InvariantCulture));

        // 60 dB is the top, 15 a quarter of it.
        Assert.Equal([270, 67.5, 0], heights);
    }

    [Fact]
    public void Drawings_AnyReport_AreWellFormedAndStandAlone()
    {
        foreach (var drawing in (string[])[RocPlot.Draw("a < b & \"c\"", [s_membership, s_membership]), PsnrBars.Draw("", [s_copy, s_nothing]), RocPlot.Draw("", []), PsnrBars.Draw("", [])])
        {
            Assert.Equal("svg", XDocument.Parse(drawing).Root!.Name.LocalName);
            Assert.DoesNotMatch("NaN|script|href|style=", drawing);
            Assert.DoesNotMatch("(x|y|width|height)=\"[^\"]*(∞|Infinity)", drawing);
        }
    }

    private static XElement[] Named(string drawing, string name) => [.. XDocument.Parse(drawing).Descendants().Where(e => e.Name.LocalName == name)];

    private static string Attribute(XElement[] lines, int place) => lines[place].Attribute("points")!.Value;
}
