using FedGrains.Privacy.Accounting.Numerics;

namespace FedGrains.Privacy.Accounting.Rdp;

/// <summary>From Rényi divergence of one order to (ε, δ).</summary>
public static class RenyiConversion
{
    /// <summary>The ε at <paramref name="delta"/> of a release whose Rényi divergence of order <paramref name="order"/> is at most <paramref name="divergence"/>: Proposition 12 of Canonne, Kamath and Steinke 2020, which is Theorem 21 of Balle et al. 2020. At least 0.</summary>
    /// <param name="order">Above 1.</param>
    /// <param name="divergence">At least 0.</param>
    /// <param name="delta">Between 0 and 1.</param>
    public static double Epsilon(double order, double divergence, double delta) =>
        IsFree(divergence, delta) ? 0 : Math.Max(0, divergence + NearOne.LogOnePlus(-1 / order) - (Math.Log(delta * order) / (order - 1)));

    /// <summary>The δ at <paramref name="epsilon"/> of such a release, at most 1.</summary>
    /// <param name="order">Above 1.</param>
    /// <param name="divergence">At least 0.</param>
    /// <param name="epsilon">At least 0.</param>
    public static double Delta(double order, double divergence, double epsilon)
    {
        var chernoff = Math.Exp((order - 1) * (divergence - epsilon + NearOne.LogOnePlus(-1 / order))) / order;

        return Math.Min(chernoff, Math.Sqrt(-NearOne.ExpMinusOne(-divergence)));
    }

    // Bretagnolle and Huber: the total variation, which is δ at ε = 0, is at most √(1 - e^-KL), and no order's divergence is below KL.
    internal static bool IsFree(double divergence, double delta) => (delta * delta) + NearOne.ExpMinusOne(-divergence) > 0;
}
