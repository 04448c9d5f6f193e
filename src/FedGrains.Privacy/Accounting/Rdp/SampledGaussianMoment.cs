using FedGrains.Privacy.Accounting.Numerics;

namespace FedGrains.Privacy.Accounting.Rdp;

/// <summary>
/// ln A(β), where A(β) = E[r(z)^β] for z ~ N(0, σ²) and r(z) = (1 - q) + q e^((2z-1)/(2σ²)): the moments of the Gaussian mechanism on a
/// Poisson sample (Mironov, Talwar and Zhang 2019). β above 1 is a removed unit's order; β below 0 is minus an added one's.
/// </summary>
internal static class SampledGaussianMoment
{
    /// <summary>Below this noise multiplier the quadrature's step, which goes with σ², would be too short; a bound stands in that is close where ε is in the hundreds.</summary>
    public const double LeastNoise = 0.05;

    private const double LargestExponent = 700;

    /// <summary>For any real β, by the trapezoid rule over the real line, which converges exponentially for a function that is analytic beside it (Trefethen and Weideman 2014).</summary>
    public static double Log(double rate, double noise, double beta)
    {
        if (beta is 0 or 1) return 0;
        if (noise < LeastNoise) return Bound(rate, noise, beta);

        // The nearest singularities, where r is 0, are πσ² from the line.
        var step = Math.Min(0.18 * noise * noise, 0.4 * noise);
        var (low, high) = Range(rate, noise, beta, 12);

        return Sum(rate, noise, beta, low, step, (int)Math.Ceiling((high - low) / step));
    }

    /// <summary>For whole orders of 2 or more, by the binomial expansion: A = Σ C(α,k) (1-q)^(α-k) q^k e^((k²-k)/(2σ²)).</summary>
    public static double Log(double rate, double noise, int order)
    {
        var (logOdds, weight) = (Math.Log(rate) - NearOne.LogOnePlus(-rate), order * NearOne.LogOnePlus(-rate));
        var excess = double.NegativeInfinity;

        // The weights add up to one, so A - 1 is the sum of positive terms, and small values keep their digits.
        for (var k = 0; k < order; k++)
        {
            weight += Math.Log((double)(order - k) / (k + 1)) + logOdds;
            if (k > 0) excess = LogAdd(excess, weight + NearOne.LogExpMinusOne((double)k * (k + 1) / (2 * noise * noise)));
        }

        return NearOne.LogOnePlusExp(excess);
    }

    /// <summary>ln r(z), for the exponent t = (2z - 1)/(2σ²).</summary>
    public static double LogRatio(double rate, double t) => t < 30
        ? NearOne.LogOnePlus(rate * NearOne.ExpMinusOne(t))
        : t + Math.Log(rate + ((1 - rate) * Math.Exp(-t)));

    /// <summary>The part of the line outside of which the integrand is less than e^(-spread²/2) of its largest.</summary>
    public static (double Low, double High) Range(double rate, double noise, double beta, double spread) => beta > 0
        ? (-spread * noise, beta + (spread * noise))
        : (Peak(rate, noise, -beta) - (spread * noise), spread * noise);

    // Where e^(-z²/(2σ²)) r(z)^-c is largest: z = -c w/r, with w the second term of r. The left side grows, the right side falls.
    private static double Peak(double rate, double noise, double c)
    {
        var (low, high) = (-c, 0.0);

        for (var i = 0; i < 60; i++)
        {
            var z = (low + high) / 2;
            var share = 1 / (1 + ((1 - rate) / rate * Math.Exp((1 - (2 * z)) / (2 * noise * noise))));

            if (z + (c * share) > 0) high = z;
            else low = z;
        }

        return low;
    }

    private static double Sum(double rate, double noise, double beta, double low, double step, int steps)
    {
        var (excess, tail) = (0.0, double.NegativeInfinity);
        var normal = Math.Log(step / (noise * Math.Sqrt(2 * Math.PI)));

        for (var i = 0; i <= steps; i++)
        {
            var z = low + (i * step);
            var weight = normal - (z * z / (2 * noise * noise));
            var power = beta * LogRatio(rate, ((2 * z) - 1) / (2 * noise * noise));

            // E[1] is taken off under the sum: A is often within 1e-9 of 1.
            if (power < LargestExponent) excess += Math.Exp(weight) * NearOne.ExpMinusOne(power);
            else tail = LogAdd(tail, weight + power);
        }

        return LogAdd(NearOne.LogOnePlus(excess), tail);
    }

    // Minkowski's inequality in L^β of N(0, σ²), and r ≥ 1 - q.
    private static double Bound(double rate, double noise, double beta) => beta > 1
        ? beta * LogRatio(rate, (beta - 1) / (2 * noise * noise))
        : beta * NearOne.LogOnePlus(-rate);

    private static double LogAdd(double a, double b) =>
        double.IsNegativeInfinity(a) ? b : double.IsNegativeInfinity(b) ? a : Math.Max(a, b) + NearOne.LogOnePlus(Math.Exp(-Math.Abs(a - b)));
}
