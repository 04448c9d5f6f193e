namespace FedGrains.Core.Strategies;

/// <summary>v ← β₂v + (1 − β₂)Δ².</summary>
internal sealed class FedAdam() :
    AdaptiveStrategy<FedAdam>(new(StrategyNames.FedAdam, ServerLearningRate: 0.01, Beta1: 0.9, Beta2: 0.999, Tau: 1e-8), "beta2"), ISecondMomentRule
{
    public static double Next(double v, double squared, double beta2) => (beta2 * v) + ((1 - beta2) * squared);
}
