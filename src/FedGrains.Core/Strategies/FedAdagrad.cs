namespace FedGrains.Core.Strategies;

/// <summary>v ← v + Δ². The default learning rate is FLamby's, √0.1.</summary>
internal sealed class FedAdagrad() :
    AdaptiveStrategy<FedAdagrad>(new(StrategyNames.FedAdagrad, ServerLearningRate: 0.316228, Beta1: 0.9, Tau: 1e-8)), ISecondMomentRule
{
    public static double Next(double v, double squared, double beta2) => v + squared;
}
