using FedGrains.Privacy.Accounting.Numerics;
using FedGrains.Privacy.Accounting.Pld;
using FedGrains.Privacy.Accounting.Rdp;

namespace FedGrains.Privacy.Accounting;

/// <summary>
/// The privacy loss distribution, composed numerically in both directions, a unit removed and a unit added, of which the worse counts. The
/// figure is exact to about ten digits and errs upwards. Gaussian noise without sampling has the exact formula, a single release its closed form.
/// </summary>
public sealed class PldAccountant : Accountant
{
    /// <inheritdoc />
    public override string Name => AccountantNames.Pld;

    private protected override bool Prices(Mechanism mechanism) => mechanism is Mechanism.Gaussian or Mechanism.SampledGaussian or Mechanism.Laplace;

    private protected override double EpsilonOf(EventTally tally, double delta)
    {
        if (tally.GaussianMu is { } mu) return AnalyticGaussian.Epsilon(mu, delta);
        if (Single(tally) is { } single) return SingleRelease.Epsilon(single, delta);
        if (HasTooLittleNoise(tally)) return new MomentBound(s => RenyiDivergence.LogMoment(tally, s)).Epsilon(delta).Epsilon;

        var removed = new DirectedLoss(tally, Direction.UnitRemoved).Epsilon(delta);
        var added = new DirectedLoss(tally, Direction.UnitAdded);

        return added.Delta(removed) <= delta ? removed : Math.Max(removed, added.Epsilon(delta));
    }

    private protected override double DeltaOf(EventTally tally, double epsilon)
    {
        if (tally.GaussianMu is { } mu) return AnalyticGaussian.Delta(mu, epsilon);
        if (Single(tally) is { } single) return SingleRelease.Delta(single, epsilon);
        if (HasTooLittleNoise(tally)) return new MomentBound(s => RenyiDivergence.LogMoment(tally, s)).Delta(epsilon).Delta;

        return Math.Max(new DirectedLoss(tally, Direction.UnitRemoved).Delta(epsilon), new DirectedLoss(tally, Direction.UnitAdded).Delta(epsilon));
    }

    private static Mechanism.SampledGaussian? Single(EventTally tally) =>
        tally.Counts.Count == 1 && tally.Counts.First() is { Key: Mechanism.SampledGaussian sampled, Value: 1 } ? sampled : null;

    // ε is in the hundreds there; the bound from moments is nearly as good and not as long in coming.
    private static bool HasTooLittleNoise(EventTally tally) =>
        tally.Counts.Keys.Any(m => m is Mechanism.SampledGaussian { NoiseMultiplier: < SampledGaussianMoment.LeastNoise });
}
