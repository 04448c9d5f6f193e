using System.Globalization;

using FedGrains.Core.Attacks;

namespace FedGrains.Attacks.Plots;

/// <summary>The ROC curves of membership attacks as one SVG drawing.</summary>
public static class RocPlot
{
    /// <summary>Draws the curves of <paramref name="reports"/>; with <paramref name="guarantee"/>, an (ε, δ), also the line that no attack on such a mechanism can be above.</summary>
    public static string Draw(string title, IReadOnlyList<AttackReport> reports, (double Epsilon, double Delta)? guarantee = null)
    {
        var svg = new Svg(title);
        svg.Line([(0, 0), (1, 1)], "#999", dashed: true);
        svg.Text(Svg.Left + (Svg.Width / 2), 340, "others taken for members", "middle");
        svg.Text(8, Svg.Top - 8, "members found");

        foreach (var share in (double[])[0, 0.5, 1])
        {
            svg.Text(Svg.Left + (share * Svg.Width), Svg.Top + Svg.Height + 14, share.ToString(CultureInfo.InvariantCulture), "middle");
            svg.Text(Svg.Left - 6, Svg.Top + ((1 - share) * Svg.Height) + 4, share.ToString(CultureInfo.InvariantCulture), "end");
        }

        if (guarantee is { } held) svg.Line(Bound(held.Epsilon, held.Delta), "#000", dashed: true);

        for (var i = 0; i < reports.Count; i++)
        {
            svg.Line(reports[i].Curve.Select(p => (p.FalsePositiveRate, p.TruePositiveRate)), Svg.Colours[i % Svg.Colours.Length]);
            Legend(svg, i, reports[i]);
        }

        return svg.ToString();
    }

    private static void Legend(Svg svg, int place, AttackReport report)
    {
        var area = report.Find(FigureNames.AreaUnderCurve) is { } figure ? string.Create(CultureInfo.InvariantCulture, $", area {figure.Value:0.00}") : "";
        var y = 0.05 + (0.06 * place);

        svg.Line([(0.42, y + 0.015), (0.46, y + 0.015)], Svg.Colours[place % Svg.Colours.Length]);
        svg.Text(Svg.Left + (0.48 * Svg.Width), Svg.Top + ((1 - y) * Svg.Height), $"{report.Attack}, defence {report.Defence}{area}");
    }

    // TPR ≤ e^ε FPR + δ, and the same with the parts exchanged: 1 - FPR ≤ e^ε (1 - TPR) + δ.
    private static IEnumerable<(double X, double Y)> Bound(double epsilon, double delta) => Enumerable.Range(0, 201).Select(i => i / 200.0).Select(x =>
        (x, Math.Clamp(Math.Min((Math.Exp(epsilon) * x) + delta, 1 - ((1 - x - delta) / Math.Exp(epsilon))), 0, 1)));
}
