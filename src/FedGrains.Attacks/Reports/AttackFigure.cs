namespace FedGrains.Attacks.Reports;

/// <summary>One figure of an attack.</summary>
/// <param name="Name">What it is, as in <c>areaUnderCurve</c>.</param>
/// <param name="Value">The figure.</param>
/// <param name="Lower">The lower end of its confidence interval, where it has one.</param>
/// <param name="Upper">The upper end.</param>
public sealed record AttackFigure(string Name, double Value, double? Lower = null, double? Upper = null);
