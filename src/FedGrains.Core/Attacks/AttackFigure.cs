namespace FedGrains.Core.Attacks;

/// <summary>One figure of an attack.</summary>
/// <param name="Name">What it is, see <see cref="FigureNames"/>.</param>
/// <param name="Value">The figure.</param>
/// <param name="Lower">The lower end of its confidence interval, where it has one.</param>
/// <param name="Upper">The upper end.</param>
public sealed record AttackFigure(string Name, double Value, double? Lower = null, double? Upper = null)
{
    /// <summary>A share as a figure.</summary>
    public static AttackFigure Of(string name, Share share)
    {
        ArgumentNullException.ThrowIfNull(share);

        return new(name, share.Value, share.Lower, share.Upper);
    }
}
