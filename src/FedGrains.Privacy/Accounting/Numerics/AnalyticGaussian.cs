namespace FedGrains.Privacy.Accounting.Numerics;

/// <summary>
/// The exact trade of the Gaussian mechanism (Balle and Wang 2018, Theorem 8): δ = Φ(μ/2 - ε/μ) - e^ε Φ(-μ/2 - ε/μ), where μ is the
/// sensitivity over the noise's standard deviation. Several releases are one with μ² the sum of theirs.
/// </summary>
internal static class AnalyticGaussian
{
    private const double Sqrt2 = 1.41421356237309504880;

    public static double Delta(double mu, double epsilon)
    {
        if (mu == 0) return 0;

        var x = (epsilon / mu) - (mu / 2);
        var density = Math.Exp(-x * x / 2) / 2;
        var second = ErrorFunction.Scaled((x + mu) / Sqrt2);

        // e^ε Φ(-x-μ) is the density at x times a Mills ratio, so the common factor comes out and small values keep their digits.
        return x >= 0
            ? density * (ErrorFunction.Scaled(x / Sqrt2) - second)
            : (ErrorFunction.Complement(x / Sqrt2) / 2) - (density * second);
    }

    public static double Epsilon(double mu, double delta)
    {
        if (Delta(mu, 0) <= delta) return 0;

        // Bun and Steinke, Proposition 1.3, with ρ = μ²/2: never too low.
        var bound = (mu * mu / 2) + (mu * Math.Sqrt(-2 * Math.Log(delta)));

        return RootSearch.FirstNotPositive(e => Math.Log(Delta(mu, e) / delta), 0, bound, 4e-16 * bound);
    }
}
