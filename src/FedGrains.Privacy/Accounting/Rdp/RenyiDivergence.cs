using FedGrains.Privacy.Accounting.Numerics;

namespace FedGrains.Privacy.Accounting.Rdp;

/// <summary>The moments of each mechanism's privacy loss when a unit is removed, which for all of these is the worse direction at every order.</summary>
internal static class RenyiDivergence
{
    public static bool IsKnown(Mechanism mechanism) => mechanism is not Mechanism.Unbounded;

    /// <summary>The Rényi divergence of an order above 1.</summary>
    public static double Of(Mechanism mechanism, double order) => (mechanism, order) switch
    {
        (Mechanism.SampledGaussian sampled, <= 1e6) when order == Math.Floor(order) => SampledGaussianMoment.Log(sampled.Rate, sampled.NoiseMultiplier, (int)order) / (order - 1),
        _ => LogMoment(mechanism, order - 1) / (order - 1),
    };

    /// <summary>ln E[e^(sL)] = s times the divergence of order s + 1.</summary>
    public static double LogMoment(Mechanism mechanism, double s) => mechanism switch
    {
        Mechanism.Gaussian gaussian => s * (s + 1) * EventTally.Precision(gaussian.NoiseMultiplier) / 2,
        Mechanism.SampledGaussian sampled => SampledGaussianMoment.Log(sampled.Rate, sampled.NoiseMultiplier, s + 1),
        Mechanism.Laplace laplace => Laplace(s, 1 / laplace.NoiseMultiplier),
        Mechanism.ZeroConcentrated zcdp => s * (s + 1) * zcdp.Rho,
        _ => double.PositiveInfinity,
    };

    public static double LogMoment(EventTally tally, double s) => tally.Counts.Sum(c => c.Value * LogMoment(c.Key, s));

    // Mironov 2017, Table II, with the largest exponential taken out.
    private static double Laplace(double s, double largestLoss)
    {
        var (up, down) = ((s + 1) / ((2 * s) + 1), s / ((2 * s) + 1));

        return s * largestLoss > 1
            ? (s * largestLoss) + Math.Log(up + (down * Math.Exp(-((2 * s) + 1) * largestLoss)))
            : NearOne.LogOnePlus((up * NearOne.ExpMinusOne(s * largestLoss)) + (down * NearOne.ExpMinusOne(-(s + 1) * largestLoss)));
    }
}
