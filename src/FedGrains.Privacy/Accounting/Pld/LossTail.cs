using System.Numerics;

using FedGrains.Privacy.Accounting.Numerics;

namespace FedGrains.Privacy.Accounting.Pld;

/// <summary>
/// δ(ε) = E[(1 - e^(ε-L))₊] as an inverse Laplace transform: the integral of M(s) e^(-εs) / (2πi s(s+1)) along a line Re s = c above 0,
/// where M is the transform of the whole loss L (Zhu, Dong and Wang 2022; Alghamdi et al. 2023). The trapezoid rule with the step 2π/R
/// gives the sum of δ(ε + nR) e^(cnR) over all whole n: every term is at least 0, so what it adds is on the safe side.
/// </summary>
internal sealed class LossTail
{
    // The reach of a Gaussian factor e^(-(τu)²/2) that is 1e-17 there.
    private const double Reach = 8.9;

    // Allowances for the rounding of each loss's transform, and of the sum: several times what 25-digit integrals show.
    private const double RoundingPerLoss = 5e-15, Rounding = 1e-14;

    // The crossing is found to this share of the bound.
    private const double Tolerance = 1e-13;

    private readonly IntegrationLine _line;
    private readonly double _logScale, _shift, _error;
    private readonly Complex[] _terms;

    private LossTail(DirectedLoss loss, IntegrationLine line)
    {
        var samples = TransformSamples.Of(loss, line);
        var (c, nodes) = (line.C, samples.Logarithms.Count);

        // One more release, of Gaussian noise with a tiny μ, can only add to δ, and ends the integral for certain.
        var smoothing = samples.ReachTheEnd ? 0 : Math.Pow(Reach / (nodes * line.Step), 2);

        _line = line;
        _logScale = loss.LogMoment(c) + (smoothing * c * (c + 1) / 2);
        _shift = samples.Shift + (smoothing * (c + 0.5));
        _terms = [.. samples.Logarithms.Select((logarithm, k) => Complex.Exp(logarithm - (smoothing * k * line.Step * k * line.Step / 2)) / TransformSamples.Kernel(line, k))];
        _terms[0] /= 2;
        _error = ((RoundingPerLoss * loss.Parts.Sum(p => p.Count)) + Rounding) * _terms.Sum(Complex.Abs);
    }

    /// <summary>The tail from a line near Re s = <paramref name="best"/>, for ε and δ near the given ones.</summary>
    public static LossTail Along(DirectedLoss loss, double best, double epsilon, double delta) => new(loss, IntegrationLine.Near(loss, best, epsilon, delta));

    /// <summary>δ, with an allowance for rounding added.</summary>
    public double Delta(double epsilon)
    {
        var (sum, turn) = (0.0, _line.Step * (epsilon - _shift));

        for (var k = 0; k < _terms.Length; k++)
        {
            var (sin, cos) = Math.SinCos(turn * k);
            sum += (_terms[k].Real * cos) + (_terms[k].Imaginary * sin);
        }

        return Math.Exp(_logScale - (_line.C * epsilon)) * _line.Step / Math.PI * (sum + _error);
    }

    /// <summary>The least ε for δ, from 0 to <paramref name="most"/>, which is known to be enough.</summary>
    public double Epsilon(double delta, double most) =>
        RootSearch.FirstNotPositive(e => e >= most ? -1 : Math.Log(Delta(e) / delta), 0, most, Tolerance * most);
}
