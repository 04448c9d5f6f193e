namespace FedGrains.Privacy.Accounting.Numerics;

/// <summary>
/// The complementary error function by Cody's rational approximations (Math. Comp. 23, 1969; SPECFUN), to a few units in the last place.
/// </summary>
internal static class ErrorFunction
{
    private const double InverseSqrtPi = 0.56418958354775628695;

    private static readonly double[] s_a = [3.16112374387056560e0, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3, 1.85777706184603153e-1];
    private static readonly double[] s_b = [2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3];

    private static readonly double[] s_c =
    [
        5.64188496988670089e-1, 8.88314979438837594e0, 6.61191906371416295e1, 2.98635138197400131e2, 8.81952221241769090e2,
        1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3, 2.15311535474403846e-8,
    ];

    private static readonly double[] s_d =
    [
        1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
        3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
    ];

    private static readonly double[] s_p = [3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1, 1.60837851487422766e-2, 6.58749161529837803e-4, 1.63153871373020978e-2];
    private static readonly double[] s_q = [2.56852019228982242e0, 1.87295284992346725e0, 5.27905102951428412e-1, 6.05183413124413191e-2, 2.33520497626869185e-3];

    /// <summary>erfc(x).</summary>
    public static double Complement(double x) => x switch
    {
        < -0.46875 => 2 - Complement(-x),
        <= 0.46875 => 1 - Near(x),
        > 27.3 => 0,
        _ => MinusSquareExp(x) * Scaled(x),
    };

    /// <summary>e^(x²) · erfc(x), for x at least 0: where erfc itself underflows this does not.</summary>
    public static double Scaled(double x) => x switch
    {
        <= 0.46875 => Math.Exp(x * x) * (1 - Near(x)),
        <= 4 => Rational(x, s_c, s_d),
        _ => (InverseSqrtPi - (Rational(1 / (x * x), s_p, s_q) / (x * x))) / x,
    };

    private static double Near(double x) => x * Rational(x * x, s_a, s_b);

    // Cody's order: the last coefficient of the numerator leads.
    private static double Rational(double x, double[] numerator, double[] denominator)
    {
        var (top, bottom) = (numerator[^1] * x, x);

        for (var i = 0; i < denominator.Length - 1; i++)
            (top, bottom) = ((top + numerator[i]) * x, (bottom + denominator[i]) * x);

        return (top + numerator[denominator.Length - 1]) / (bottom + denominator[^1]);
    }

    // The square of a rounded x is exact, so the exponent's error does not grow with x².
    private static double MinusSquareExp(double x)
    {
        var rounded = Math.Truncate(x * 16) / 16;

        return Math.Exp(-rounded * rounded) * Math.Exp(-(x - rounded) * (x + rounded));
    }
}
