namespace FedGrains.Core.Strategies;

/// <summary>v ← v − (1 − β₂)Δ² sign(v − Δ²): v moves by at most Δ², so one large update is not forgotten at once.</summary>
internal sealed class FedYogi() :
    AdaptiveStrategy<FedYogi>(new(StrategyNames.FedYogi, ServerLearningRate: 0.01, Beta1: 0.9, Beta2: 0.999, Tau: 1e-8), "beta2"), ISecondMomentRule
{
    public static double Next(double v, double squared, double beta2) => v - ((1 - beta2) * squared * Math.Sign(v - squared));
}
