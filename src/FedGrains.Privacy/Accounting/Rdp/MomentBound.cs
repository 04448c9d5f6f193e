using FedGrains.Privacy.Accounting.Numerics;

namespace FedGrains.Privacy.Accounting.Rdp;

/// <summary>
/// The guarantee that follows from the moments of the privacy loss L under the first of two neighbours: from ln E[e^(sL)] at every
/// s above 0, which is s times the Rényi divergence of order α = s + 1. The best order is searched among all real ones.
/// </summary>
/// <param name="logMoment">s ↦ ln E[e^(sL)]: convex, 0 at 0; infinite where it does not exist.</param>
internal sealed class MomentBound(Func<double, double> logMoment)
{
    private const double FurthestStart = 32;

    /// <summary>The least ε for δ, and the s that gives it. Below 0 when the guarantee has ε = 0.</summary>
    public (double S, double Epsilon) Epsilon(double delta)
    {
        var found = LineSearch.Minimum(s => Epsilon(logMoment(s), s, delta), Start(delta));

        return (found.At, RenyiConversion.IsFree(logMoment(found.At) / found.At, delta) ? 0 : found.Value);
    }

    /// <summary>The least δ for ε, and the s that gives it.</summary>
    public (double S, double Delta) Delta(double epsilon)
    {
        var (s, logDelta) = LineSearch.Minimum(s => LogDelta(logMoment(s), s, epsilon), 1);

        return (s, Math.Min(1, Math.Exp(logDelta)));
    }

    // Proposition 12 of Canonne, Kamath and Steinke 2020 with α = s + 1, written so that nothing cancels for s near 0.
    private static double Epsilon(double moment, double s, double delta) => (moment + Correction(s) - Math.Log(delta)) / s;

    private static double LogDelta(double moment, double s, double epsilon) => moment + Correction(s) - (s * epsilon);

    // ln(s^s / (s+1)^(s+1)).
    private static double Correction(double s) => -(s * NearOne.LogOnePlus(1 / s)) - NearOne.LogOnePlus(s);

    // The best s of Gaussian noise of the same size near 0; a moment that grows faster has its best s below.
    private double Start(double delta) => logMoment(1) is > 0 and var moment
        ? Math.Clamp(Math.Sqrt(-2 * Math.Log(delta) / moment), 1e-6, FurthestStart)
        : FurthestStart;
}
