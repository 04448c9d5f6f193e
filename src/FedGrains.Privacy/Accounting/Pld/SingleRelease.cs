using FedGrains.Privacy.Accounting.Numerics;

namespace FedGrains.Privacy.Accounting.Pld;

/// <summary>
/// One release of Gaussian noise on a Poisson sample, in closed form. With ε' = ln(1 + (e^ε - 1)/q), a removed unit has δ(ε) = q δ_G(ε'),
/// where δ_G is that of the noise without sampling (Balle, Barthe and Gaboardi 2018). An added unit never costs more in one release.
/// </summary>
internal static class SingleRelease
{
    public static double Delta(Mechanism.SampledGaussian mechanism, double epsilon) =>
        mechanism.Rate * AnalyticGaussian.Delta(1 / mechanism.NoiseMultiplier, Raised(mechanism.Rate, epsilon));

    public static double Epsilon(Mechanism.SampledGaussian mechanism, double delta)
    {
        if (delta >= mechanism.Rate) return 0;

        var raised = AnalyticGaussian.Epsilon(1 / mechanism.NoiseMultiplier, delta / mechanism.Rate);

        return raised < 30
            ? NearOne.LogOnePlus(mechanism.Rate * NearOne.ExpMinusOne(raised))
            : raised + Math.Log(mechanism.Rate + ((1 - mechanism.Rate) * Math.Exp(-raised)));
    }

    private static double Raised(double rate, double epsilon) => epsilon < 30
        ? NearOne.LogOnePlus(NearOne.ExpMinusOne(epsilon) / rate)
        : epsilon - Math.Log(rate) + NearOne.LogOnePlus((rate - 1) * Math.Exp(-epsilon));
}
