using System.Globalization;
using System.Security;
using System.Text;

namespace FedGrains.Attacks.Plots;

/// <summary>A drawing as text: 480 x 360, with a frame to draw in. It stands by itself: no script, no style sheet, no font of its own.</summary>
internal sealed class Svg
{
    public const double Left = 60, Top = 40, Width = 400, Height = 270;

    /// <summary>Colours that the colour-blind can tell apart (Okabe and Ito 2008).</summary>
    public static readonly string[] Colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];

    private readonly StringBuilder _text = new();

    public Svg(string title)
    {
        _text.AppendLine("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 480 360\" width=\"480\" height=\"360\" font-family=\"sans-serif\" font-size=\"11\" role=\"img\">");
        _text.AppendLine(CultureInfo.InvariantCulture, $"<title>{Escaped(title)}</title><rect width=\"480\" height=\"360\" fill=\"white\"/>");
        Text(240, 24, title, "middle");
        _text.AppendLine(CultureInfo.InvariantCulture, $"<rect x=\"{Left}\" y=\"{Top}\" width=\"{Width}\" height=\"{Height}\" fill=\"none\" stroke=\"#444\"/>");
    }

    public void Text(double x, double y, string text, string anchor = "start") =>
        _text.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\">{Escaped(text)}</text>");

    /// <summary>A line through points given as shares of the frame, from its lower left corner.</summary>
    public void Line(IEnumerable<(double X, double Y)> shares, string colour, bool dashed = false)
    {
        var points = string.Join(' ', shares.Select(p => string.Create(CultureInfo.InvariantCulture, $"{Left + (p.X * Width):0.##},{Top + ((1 - p.Y) * Height):0.##}")));

        _text.AppendLine(CultureInfo.InvariantCulture, $"<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\"{(dashed ? " stroke-dasharray=\"4 3\"" : "")}/>");
    }

    /// <summary>A bar that stands on the frame's lower edge, in shares of the frame.</summary>
    public void Bar(double x, double width, double height, string colour) =>
        _text.AppendLine(CultureInfo.InvariantCulture, $"<rect x=\"{Left + (x * Width):0.##}\" y=\"{Top + ((1 - height) * Height):0.##}\" width=\"{width * Width:0.##}\" height=\"{height * Height:0.##}\" fill=\"{colour}\"/>");

    public override string ToString() => $"{_text}</svg>\n";

    private static string Escaped(string text) => SecurityElement.Escape(text);
}
