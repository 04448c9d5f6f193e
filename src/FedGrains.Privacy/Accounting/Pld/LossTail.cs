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
    private const int FirstBlock = 32, MostNodes = 1 << 20;

    // ln of the share of δ that the other periods may add, and of the size below which the integral has ended.
    private const double LogAlias = -37, LogEnd = -34;

    // The reach of a Gaussian factor e^(-(τu)²/2) that is 1e-17 there.
    private const double Reach = 8.9;

    // A bound for the rounding of each loss's transform, and of the sum.
    private const double RoundingPerLoss = 5e-15, Rounding = 1e-14;

    private static readonly double[] s_further = [1.02, 1.05, 1.1, 1.2, 1.4, 1.7, 2.2, 3, 5];

    private readonly double _c, _step, _logScale, _shift, _error;
    private readonly Complex[] _terms;

    private LossTail(DirectedLoss loss, double c, double step)
    {
        (_c, _step) = (c, step);

        var lines = loss.Parts.Select(p => (Line: p.Loss.Along(c), p.Count)).ToArray();
        _shift = lines.Sum(l => l.Count * l.Line.Shift);

        var (logarithms, whole) = Sample(lines);
        var smoothing = whole ? 0 : Reach / (logarithms.Length * step);

        // One more release, of Gaussian noise with a tiny μ, can only add to δ, and ends the integral for certain.
        _logScale = loss.LogMoment(c) + (smoothing * smoothing * c * (c + 1) / 2);
        _shift += smoothing * smoothing * (c + 0.5);
        _terms = [.. logarithms.Select((logarithm, k) => Complex.Exp(logarithm - (smoothing * smoothing * k * step * k * step / 2)) / Kernel(k))];
        _terms[0] /= 2;
        _error = ((RoundingPerLoss * loss.Parts.Sum(p => p.Count)) + Rounding) * _terms.Sum(Complex.Abs);
    }

    /// <summary>The tail from the line through <paramref name="c"/>, for ε and δ near the given ones.</summary>
    public static LossTail Along(DirectedLoss loss, double c, double epsilon, double delta) => new(loss, c, 2 * Math.PI / Period(loss, c, epsilon, Math.Log(delta)));

    /// <summary>δ, with a bound for rounding added.</summary>
    public double Delta(double epsilon)
    {
        var (sum, turn) = (0.0, _step * (epsilon - _shift));

        for (var k = 0; k < _terms.Length; k++)
        {
            var (sin, cos) = Math.SinCos(turn * k);
            sum += (_terms[k].Real * cos) + (_terms[k].Imaginary * sin);
        }

        return Math.Exp(_logScale - (_c * epsilon)) * _step / Math.PI * (sum + _error);
    }

    /// <summary>The least ε for δ, from 0 to <paramref name="most"/>, which is known to be enough.</summary>
    public double Epsilon(double delta, double most) =>
        RootSearch.FirstNotPositive(e => e >= most ? -1 : Math.Log(Delta(e) / delta), 0, most, 1e-13 * most);

    // Far enough that δ(ε - R) e^(-cR), where δ is at most 1, and Chernoff's bound of δ(ε + R) e^(cR) are negligible beside δ.
    private static double Period(DirectedLoss loss, double c, double epsilon, double logDelta)
    {
        var below = -(LogAlias + logDelta) / c;
        var above = s_further.Min(f => (loss.LogMoment(f * c) - (f * c * epsilon) - logDelta - LogAlias) / ((f - 1) * c));

        return Math.Max(below, above);
    }

    private (Complex[] Logarithms, bool Whole) Sample((LossLine Line, double Count)[] lines)
    {
        var logarithms = new Complex[FirstBlock];
        Fill(lines, logarithms, 0);

        while (!HasEnded(lines, logarithms))
        {
            if (logarithms.Length == MostNodes) return (logarithms, false);

            var known = logarithms.Length;
            Array.Resize(ref logarithms, 2 * known);
            Fill(lines, logarithms.AsSpan(known), known);
        }

        return (logarithms, true);
    }

    private void Fill((LossLine Line, double Count)[] lines, Span<Complex> logarithms, int first)
    {
        foreach (var (line, count) in lines) line.AddTo(logarithms, first, _step, count);
    }

    // The second half is negligible, and so are places further out: a transform that came back would be seen.
    private bool HasEnded((LossLine Line, double Count)[] lines, Complex[] logarithms)
    {
        var length = logarithms.Length;

        for (var k = length / 2; k < length; k++)
            if (!IsNegligible(logarithms[k], k, length)) return false;

        for (var ahead = 2L * length; ahead <= MostNodes; ahead *= 2)
        {
            var probe = new Complex[4];
            Fill(lines, probe, (int)ahead - (length / 3));

            for (var k = 0; k < probe.Length; k++)
                if (!IsNegligible(probe[k], (int)ahead - (length / 3) + k, length)) return false;
        }

        return true;
    }

    private bool IsNegligible(Complex logarithm, int k, int length) =>
        logarithm.Real - Math.Log(Complex.Abs(Kernel(k) / Kernel(0))) + Math.Log(length) < LogEnd;

    private Complex Kernel(int k)
    {
        var s = new Complex(_c, k * _step);

        return s * (s + 1);
    }
}
