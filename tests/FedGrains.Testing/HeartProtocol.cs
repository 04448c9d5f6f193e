using FedGrains.Core.Models;
using FedGrains.Core.Strategies;
using FedGrains.Core.Training;

namespace FedGrains.Testing;

/// <summary>FLamby's Fed-Heart-Disease protocol (Ogier du Terrail et al. 2022): 15 rounds of 100 batches of 4, a logistic regression over 13 features, with its published learning rates.</summary>
public static class HeartProtocol
{
    public const int Rounds = 15;

    public static ModelDefinition Model { get; } = ModelDefinition.Regression(features: 13);

    /// <summary>FedAvg with the learning rate that suits it, and the other strategies as FLamby has them.</summary>
    public static IReadOnlyList<(StrategySettings Strategy, double LearningRate)> Strategies { get; } =
    [
        (StrategySettings.Default(StrategyNames.FedAvg), 0.01),
        (StrategySettings.Default(StrategyNames.FedProx) with { Mu = 0.01 }, 0.001),
        (StrategySettings.Default(StrategyNames.FedAdam) with { ServerLearningRate = 0.01, Tau = 1e-8 }, 0.01),
        (StrategySettings.Default(StrategyNames.FedYogi) with { ServerLearningRate = 0.01, Tau = 1e-8 }, 0.003162),
        (StrategySettings.Default(StrategyNames.FedAdagrad) with { ServerLearningRate = 0.316228, Tau = 1e-8 }, 0.003162),
    ];

    public static TrainingPlan Plan(StrategySettings strategy, double learningRate) => new(
        LossNames.BinaryCrossEntropy,
        [MetricNames.Accuracy],
        new(OptimizerNames.Sgd, learningRate),
        BatchSize: 4,
        LocalSteps: 100,
        LocalEpochs: 0,
        StrategyCatalog.Find(strategy.Name).ProximalTerm(strategy));
}
