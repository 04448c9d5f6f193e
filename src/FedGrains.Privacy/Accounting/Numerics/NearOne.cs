namespace FedGrains.Privacy.Accounting.Numerics;

/// <summary>ln(1 + x) and e^x - 1 without the digits that the plain formulas lose near zero, by Kahan's identities. The BCL's own are the plain formulas.</summary>
internal static class NearOne
{
    public static double LogOnePlus(double x)
    {
        var u = 1 + x;

        return u == 1 ? x
            : double.IsInfinity(u) || u <= 0 ? Math.Log(u)
            : Math.Log(u) * (x / (u - 1));
    }

    public static double ExpMinusOne(double x)
    {
        if (Math.Abs(x) > 1) return Math.Exp(x) - 1;

        var u = Math.Exp(x);

        return u == 1 ? x : (u - 1) * (x / Math.Log(u));
    }

    /// <summary>ln(e^x - 1), for x above 0.</summary>
    public static double LogExpMinusOne(double x) => x > 40 ? x : Math.Log(ExpMinusOne(x));

    /// <summary>ln(1 + e^x).</summary>
    public static double LogOnePlusExp(double x) => x > 40 ? x : LogOnePlus(Math.Exp(x));
}
