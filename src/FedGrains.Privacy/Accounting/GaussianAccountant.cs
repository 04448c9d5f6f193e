using FedGrains.Privacy.Accounting.Numerics;

namespace FedGrains.Privacy.Accounting;

/// <summary>
/// The exact guarantee of Gaussian noise without sampling, however often (Balle and Wang 2018, Theorem 8). There is no better figure:
/// it is met with equality.
/// </summary>
public sealed class GaussianAccountant : Accountant
{
    /// <inheritdoc />
    public override string Name => AccountantNames.Gaussian;

    private protected override bool Prices(Mechanism mechanism) => mechanism is Mechanism.Gaussian;

    private protected override double EpsilonOf(EventTally tally, double delta) => AnalyticGaussian.Epsilon(tally.GaussianMu!.Value, delta);

    private protected override double DeltaOf(EventTally tally, double epsilon) => AnalyticGaussian.Delta(tally.GaussianMu!.Value, epsilon);
}
