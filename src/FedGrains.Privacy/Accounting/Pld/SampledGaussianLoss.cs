using System.Numerics;

using FedGrains.Privacy.Accounting.Numerics;
using FedGrains.Privacy.Accounting.Rdp;

namespace FedGrains.Privacy.Accounting.Pld;

/// <summary>Gaussian noise on a Poisson sample.</summary>
internal sealed class SampledGaussianLoss(Mechanism.SampledGaussian mechanism, Direction direction) : PrivacyLoss
{
    public override double Highest => direction is Direction.UnitRemoved ? double.PositiveInfinity : -NearOne.LogOnePlus(-mechanism.Rate);

    public override double LogMoment(double s) => SampledGaussianMoment.Log(mechanism.Rate, mechanism.NoiseMultiplier, direction is Direction.UnitRemoved ? s + 1 : -s);

    public override LossLine Along(double c) => new Line(mechanism, direction, c);

    private sealed class Line : LossLine
    {
        private readonly LossAtoms _near, _far;
        private readonly double _farFrom;

        public Line(Mechanism.SampledGaussian mechanism, Direction direction, double c)
        {
            var (noise, variance) = (mechanism.NoiseMultiplier, mechanism.NoiseMultiplier * mechanism.NoiseMultiplier);
            var step = Math.Min(0.12 * variance, 0.2 * noise);

            // A step resolves e^(iuλ), whose phase turns by u/σ² at most, as long as what is left of 2π/step outweighs the distance of
            // the singularities (πσ²) and the width of the Gaussian factor: then the error is below 1e-16.
            _farFrom = variance * ((2 * Math.PI / step) - (Math.Max(12.4 + (1.6 * variance), 8.8 * noise) / variance));
            _near = LossAtoms.Create(mechanism, direction, c, step, angle: 0);

            // Beside the line the Gaussian factor grows by e^(θ²σ²/2), which costs digits: at most half of one.
            _far = LossAtoms.Create(mechanism, direction, c, Math.Min(0.1 * variance, 0.12 * noise), Math.Min(Math.PI / 2, 1.5 / noise));
            Shift = (direction is Direction.UnitRemoved ? 1 : -1) * NearOne.LogOnePlus(-mechanism.Rate);
        }

        public override double Shift { get; }

        public override void AddTo(Span<Complex> logarithms, int first, double step, double count)
        {
            if (logarithms.Length > 2 * ChebyshevPanel.Points && !Interpolate(logarithms, first, step, count))
            {
                var half = logarithms.Length / 2;
                AddTo(logarithms[..half], first, step, count);
                AddTo(logarithms[half..], first + half, step, count);
            }
            else if (logarithms.Length <= 2 * ChebyshevPanel.Points)
            {
                for (var k = 0; k < logarithms.Length; k++) logarithms[k] += count * Complex.Log(At((first + k) * step));
            }
        }

        private bool Interpolate(Span<Complex> logarithms, int first, double step, double count)
        {
            if (ChebyshevPanel.Fit(At, first * step, (first + logarithms.Length - 1) * step) is not { } panel) return false;

            for (var k = 0; k < logarithms.Length; k++) logarithms[k] += count * Complex.Log(panel.At((first + k) * step));

            return true;
        }

        private Complex At(double u) => u <= _farFrom ? _near.At(u) : _far.At(u);
    }
}
