namespace FedGrains.Privacy.Accounting.Pld;

/// <summary>Where δ(ε) is integrated: along Re s = <paramref name="C"/>, at u = 0, <paramref name="Step"/>, 2 · <paramref name="Step"/>, …</summary>
internal readonly record struct IntegrationLine(double C, double Step)
{
    // ln of the share of δ that the other periods may add.
    private const double LogAlias = -37;

    // ln of how much larger the terms may be for a shorter period: a digit at most.
    private const double MostLost = 2.5;

    private static readonly double[] s_nearer = [1, 0.95, 0.9, 0.8, 0.7, 0.5];
    private static readonly double[] s_further = [1.02, 1.05, 1.1, 1.2, 1.4, 1.7, 2.2, 3, 5];

    /// <summary>A line near Re s = <paramref name="best"/>, where the moments bound the tail best, for ε and δ near the given ones.</summary>
    public static IntegrationLine Near(DirectedLoss loss, double best, double epsilon, double delta)
    {
        var most = Exponent(loss, best, epsilon) + MostLost;

        // Close to the s where rare, large losses take over, the period must be very long; it need not be that close.
        var (period, c) = s_nearer.Select(f => f * best)
            .Where(c => Exponent(loss, c, epsilon) <= most)
            .Min(c => (Period(loss, c, epsilon, Math.Log(delta)), c));

        return new(c, 2 * Math.PI / period);
    }

    // Far enough that δ(ε - R) e^(-cR), where δ is at most 1, and Chernoff's bound of δ(ε + R) e^(cR) are negligible beside δ.
    private static double Period(DirectedLoss loss, double c, double epsilon, double logDelta)
    {
        var below = -(LogAlias + logDelta) / c;
        var above = s_further.Min(f => (Exponent(loss, f * c, epsilon) - logDelta - LogAlias) / ((f - 1) * c));

        return Math.Max(below, above);
    }

    private static double Exponent(DirectedLoss loss, double s, double epsilon) => loss.LogMoment(s) - (s * epsilon);
}
