using System.Numerics;

using FedGrains.Privacy.Accounting.Numerics;
using FedGrains.Privacy.Accounting.Rdp;

namespace FedGrains.Privacy.Accounting.Pld;

/// <summary>
/// The quadrature of M(c + iu) / M(c) for Gaussian noise on a Poisson sample: Σ e^(aⱼ + iu λⱼ). The trapezoid rule runs over z, where
/// M(s) = E[r(z)^(s+1)] for a removed unit and E[r(z)^(-s)] for an added one; along a line beside the real one the losses λ are complex,
/// and e^(iuλ) fades where it would turn fast, so that the same atoms serve for any u.
/// </summary>
internal sealed class LossAtoms
{
    // Weights below e^-46 of the whole do not reach the sixteenth digit.
    private const double Spread = 9.6, LeastLogWeight = -46;

    private readonly double[] _size, _phase, _loss, _fading;

    private LossAtoms(List<(Complex Weight, Complex Loss)> atoms)
    {
        _size = [.. atoms.Select(a => a.Weight.Real)];
        _phase = [.. atoms.Select(a => a.Weight.Imaginary)];
        _loss = [.. atoms.Select(a => a.Loss.Real)];
        _fading = [.. atoms.Select(a => a.Loss.Imaginary)];
    }

    /// <param name="mechanism">The mechanism.</param>
    /// <param name="direction">The direction.</param>
    /// <param name="c">The real part of s.</param>
    /// <param name="step">The distance of the nodes.</param>
    /// <param name="angle">How far beside the real line, in units of σ², 0 to π/2: the imaginary part of the exponent of r.</param>
    public static LossAtoms Create(Mechanism.SampledGaussian mechanism, Direction direction, double c, double step, double angle)
    {
        var (rate, noise, sign) = (mechanism.Rate, mechanism.NoiseMultiplier, direction is Direction.UnitRemoved ? 1 : -1);
        var beta = direction is Direction.UnitRemoved ? c + 1 : -c;
        var (low, high) = SampledGaussianMoment.Range(rate, noise, beta, Spread);
        var normal = Math.Log(step / (noise * Math.Sqrt(2 * Math.PI))) - SampledGaussianMoment.Log(rate, noise, beta);
        var atoms = new List<(Complex, Complex)>();

        for (var z = low; z <= high; z += step)
        {
            var at = new Complex(z, sign * angle * noise * noise);
            var ratio = LogRatio(rate, (z - 0.5) / (noise * noise), sign * angle);
            var weight = normal - (at * at / (2 * noise * noise)) + (beta * ratio);

            if (weight.Real > LeastLogWeight) atoms.Add((weight, sign * (ratio - NearOne.LogOnePlus(-rate))));
        }

        return new(atoms);
    }

    /// <summary>The sum, with losses measured from that of a unit that was not in the sample.</summary>
    public Complex At(double u)
    {
        var (real, imaginary) = (0.0, 0.0);

        for (var j = 0; j < _size.Length; j++)
        {
            var size = Math.Exp(_size[j] - (u * _fading[j]));
            var (sin, cos) = Math.SinCos(_phase[j] + (u * _loss[j]));
            real += size * cos;
            imaginary += size * sin;
        }

        return new(real, imaginary);
    }

    // ln((1 - q) + q e^(t + iθ)), as its real form in SampledGaussianMoment.
    private static Complex LogRatio(double rate, double t, double angle)
    {
        var (sin, cos) = Math.SinCos(angle);

        if (t >= 30) return new Complex(t, angle) + Complex.Log(rate + ((1 - rate) * Complex.FromPolarCoordinates(Math.Exp(-t), -angle)));

        // 1 - cos θ = 2 sin²(θ/2).
        var half = Math.Sin(angle / 2);
        var (x, y) = (rate * ((NearOne.ExpMinusOne(t) * cos) - (2 * half * half)), rate * Math.Exp(t) * sin);

        return new(NearOne.LogOnePlus((2 * x) + (x * x) + (y * y)) / 2, Math.Atan2(y, 1 + x));
    }
}
