using System.Globalization;

using FedGrains.Attacks.Reports;
using FedGrains.Core.Attacks;

namespace FedGrains.Attacks.Plots;

/// <summary>The mean peak signal-to-noise ratios of inversions as one SVG drawing, with the line above which people recognise a picture.</summary>
public static class PsnrBars
{
    private const double Highest = 60;

    /// <summary>Draws a bar for each of <paramref name="reports"/>; it ends at 60 dB, whatever is above.</summary>
    public static string Draw(string title, IReadOnlyList<AttackReport> reports)
    {
        var svg = new Svg(title);
        svg.Text(8, Svg.Top - 8, "PSNR, dB");
        foreach (var decibels in (int[])[0, 20, 40, 60]) svg.Text(Svg.Left - 6, Svg.Top + ((1 - (decibels / Highest)) * Svg.Height) + 4, decibels.ToString(CultureInfo.InvariantCulture), "end");

        for (var i = 0; i < reports.Count; i++) Bar(svg, i, reports.Count, reports[i]);

        svg.Line([(0, AttackReports.Recognisable / Highest), (1, AttackReports.Recognisable / Highest)], "#444", dashed: true);

        return svg.ToString();
    }

    private static void Bar(Svg svg, int place, int count, AttackReport report)
    {
        var value = report.Find(FigureNames.PsnrMean)?.Value ?? 0;
        var (width, height) = (1.0 / count, Math.Clamp(value / Highest, 0, 1));
        var middle = Svg.Left + ((place + 0.5) * width * Svg.Width);

        svg.Bar((place + 0.2) * width, 0.6 * width, height, Svg.Colours[place % Svg.Colours.Length]);
        svg.Text(middle, Svg.Top + ((1 - height) * Svg.Height) - 3, AttackWords.OfDecibels(value), "middle");
        svg.Text(middle, Svg.Top + Svg.Height + 14, report.Attack, "middle");
        svg.Text(middle, Svg.Top + Svg.Height + 28, report.Defence, "middle");
    }
}
