using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Runs;
using FedGrains.Core.Strategies;
using FedGrains.Core.Training;

namespace FedGrains.Cli.Demo;

/// <summary>The run of the demonstration: logistic regression by SGD, 100 batches of 4 a round.</summary>
internal static class DemoTraining
{
    /// <summary>The run's configuration.</summary>
    public static RunConfiguration Configuration(DemoOptions options, DatasetName dataset, int features)
    {
        var (rate, strategy) = Settings(options.Strategy);

        return new(
            dataset,
            ModelDefinition.Regression(features),
            new(
                LossNames.BinaryCrossEntropy,
                [MetricNames.Accuracy, MetricNames.AreaUnderCurve],
                new(OptimizerNames.Sgd, options.LearningRate ?? rate),
                BatchSize: 4,
                LocalSteps: 100,
                LocalEpochs: 0,
                StrategyCatalog.Find(strategy.Name).ProximalTerm(strategy)),
            strategy,
            Weighting.Examples,
            options.Rounds,
            options.Seed,
            Nodes: [],
            MandatoryNodes: [],
            MinimumNodes: 0,
            RoundDeadline: TimeSpan.FromMinutes(10),
            Lease: TimeSpan.FromMinutes(1),
            AbandonedRoundLimit: 3,
            FractionBits: 24,
            EarlyStop: null,
            options.SecureAggregation ? new SecureAggregationPlan() : null);
    }

    // The settings that FLamby tuned for Fed-Heart-Disease (du Terrail et al., 2022), except for FedAvg: with FLamby's 0.001 it is still well
    // behind a model of the pooled data after 15 rounds. FLamby has no FedAvgM.
    private static (double LearningRate, StrategySettings Strategy) Settings(string name)
    {
        var settings = StrategySettings.Default(name);

        return name switch
        {
            StrategyNames.FedProx => (0.001, settings with { Mu = 0.01 }),
            StrategyNames.FedAdam => (0.01, Adaptive(settings, 0.01)),
            StrategyNames.FedYogi => (0.003162, Adaptive(settings, 0.01)),
            StrategyNames.FedAdagrad => (0.003162, settings with { ServerLearningRate = 0.316228, Beta1 = 0.9, Tau = 1e-8 }),
            _ => (0.01, settings),
        };
    }

    private static StrategySettings Adaptive(StrategySettings settings, double serverRate) =>
        settings with { ServerLearningRate = serverRate, Beta1 = 0.9, Beta2 = 0.999, Tau = 1e-8 };
}
