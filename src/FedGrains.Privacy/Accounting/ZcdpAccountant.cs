using FedGrains.Privacy.Accounting.Numerics;
using FedGrains.Privacy.Accounting.Rdp;

namespace FedGrains.Privacy.Accounting;

/// <summary>
/// Zero-concentrated differential privacy (Bun and Steinke 2016): ρ adds up. When all of it is Gaussian noise, ρ says everything and the
/// exact formula with μ = √(2ρ) applies. That formula is not a bound for other ρ-zCDP mechanisms; those get the best conversion that holds for all.
/// </summary>
public sealed class ZcdpAccountant : Accountant
{
    /// <inheritdoc />
    public override string Name => AccountantNames.Zcdp;

    private protected override bool Prices(Mechanism mechanism) => Rho(mechanism) is not null;

    private protected override double EpsilonOf(EventTally tally, double delta) =>
        tally.GaussianMu is { } mu ? AnalyticGaussian.Epsilon(mu, delta) : BoundOf(tally).Epsilon(delta).Epsilon;

    private protected override double DeltaOf(EventTally tally, double epsilon) =>
        tally.GaussianMu is { } mu ? AnalyticGaussian.Delta(mu, epsilon) : BoundOf(tally).Delta(epsilon).Delta;

    private static MomentBound BoundOf(EventTally tally)
    {
        var rho = tally.Counts.Sum(c => c.Value * Rho(c.Key)!.Value);

        return new(s => rho * s * (s + 1));
    }

    private static double? Rho(Mechanism mechanism) => mechanism switch
    {
        Mechanism.Gaussian gaussian => EventTally.Precision(gaussian.NoiseMultiplier) / 2,
        Mechanism.ZeroConcentrated zcdp => zcdp.Rho,

        // ε-DP implies ε²/2-zCDP: Bun and Steinke, Proposition 1.4.
        Mechanism.Laplace laplace => EventTally.Precision(laplace.NoiseMultiplier) / 2,
        _ => null,
    };
}
