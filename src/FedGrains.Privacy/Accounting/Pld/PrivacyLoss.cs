using System.Numerics;

using FedGrains.Privacy.Accounting.Rdp;

namespace FedGrains.Privacy.Accounting.Pld;

/// <summary>
/// The distribution of one mechanism's privacy loss L = ln P/Q under P, where P is what comes out of the real data set and Q of its
/// neighbour, through its transform M(s) = E[e^(sL)].
/// </summary>
internal abstract class PrivacyLoss
{
    /// <summary>The most that L can be.</summary>
    public abstract double Highest { get; }

    /// <summary>ln M(s) for real s above 0.</summary>
    public abstract double LogMoment(double s);

    /// <summary>M on the line c + iu.</summary>
    public abstract LossLine Along(double c);

    public static PrivacyLoss Of(Mechanism mechanism, Direction direction) => mechanism switch
    {
        Mechanism.Gaussian gaussian => new GaussianLoss(EventTally.Precision(gaussian.NoiseMultiplier)),
        Mechanism.Laplace laplace => new LaplaceLoss(laplace),
        Mechanism.SampledGaussian sampled => new SampledGaussianLoss(sampled, direction),
        _ => throw new NotSupportedException($"{mechanism.GetType().Name} has no privacy loss distribution."),
    };
}

/// <summary>ln(M(c + iu) / M(c)) along a line, less iu times a shift that takes the bulk of the rotation out.</summary>
internal abstract class LossLine
{
    /// <summary>What the losses are measured from.</summary>
    public abstract double Shift { get; }

    /// <summary>Adds <paramref name="count"/> times the logarithm at u = <paramref name="first"/> · <paramref name="step"/>, and so on.</summary>
    public abstract void AddTo(Span<Complex> logarithms, int first, double step, double count);
}

/// <summary>Gaussian noise: L is normal with mean μ²/2 and variance μ², in both directions.</summary>
internal sealed class GaussianLoss(double muSquared) : PrivacyLoss
{
    public override double Highest => double.PositiveInfinity;

    public override double LogMoment(double s) => s * (s + 1) * muSquared / 2;

    public override LossLine Along(double c) => new Line(muSquared, c);

    private sealed class Line(double muSquared, double c) : LossLine
    {
        public override double Shift => muSquared * (c + 0.5);

        public override void AddTo(Span<Complex> logarithms, int first, double step, double count)
        {
            for (var k = 0; k < logarithms.Length; k++)
            {
                var u = (first + k) * step;
                logarithms[k] -= count * muSquared * u * u / 2;
            }
        }
    }
}

/// <summary>Laplace noise: L is between -1/b and 1/b, and each end has a probability of its own. Both directions are alike.</summary>
internal sealed class LaplaceLoss(Mechanism.Laplace mechanism) : PrivacyLoss
{
    private readonly double _largest = 1 / mechanism.NoiseMultiplier;

    public override double Highest => _largest;

    public override double LogMoment(double s) => RenyiDivergence.LogMoment(mechanism, s);

    public override LossLine Along(double c) => new Line(_largest, c, LogMoment(c));

    private sealed class Line(double largest, double c, double logMoment) : LossLine
    {
        public override double Shift => 0;

        public override void AddTo(Span<Complex> logarithms, int first, double step, double count)
        {
            for (var k = 0; k < logarithms.Length; k++)
            {
                var s = new Complex(c, (first + k) * step);
                var (up, down) = ((s + 1) / ((2 * s) + 1), s / ((2 * s) + 1));

                logarithms[k] += count * Complex.Log((up * Complex.Exp((s * largest) - logMoment)) + (down * Complex.Exp((-(s + 1) * largest) - logMoment)));
            }
        }
    }
}
