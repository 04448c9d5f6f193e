using FedGrains.Core.Models;
using FedGrains.Core.Runs;
using FedGrains.Core.Strategies;
using FedGrains.Core.Training;

namespace FedGrains.Testing;

/// <summary>The UCI hospitals under differential privacy: <c>samples/heart-private-run.yaml</c>, which docs/privacy.md explains.</summary>
public static class HeartPrivateProtocol
{
    /// <summary>What every record of every hospital is promised over the whole run.</summary>
    public const double Epsilon = 1;

    public const double Delta = 1e-3;

    public static RunConfiguration Run { get; } = new(
        new("heart-disease"),
        ModelDefinition.Regression(features: 13),
        new(
            LossNames.BinaryCrossEntropy,
            [MetricNames.Accuracy, MetricNames.AreaUnderCurve],
            new(OptimizerNames.Sgd, LearningRate: 2.5),
            BatchSize: 0,
            LocalSteps: 1,
            LocalEpochs: 0,
            ProximalTerm: 0,
            new(ClippingNorm: 0.5, NoiseMultiplier: 7.3, SamplingRate: 1, Delta: Delta)),
        StrategySettings.Default(StrategyNames.FedAvg),
        Weighting.Uniform,
        Rounds: 8,
        Seed: 0,
        Nodes: [],
        MandatoryNodes: [],
        MinimumNodes: 0,
        RoundDeadline: TimeSpan.FromMinutes(10),
        Lease: TimeSpan.FromMinutes(1),
        AbandonedRoundLimit: 3,
        FractionBits: 24,
        EarlyStop: null,
        new SecureAggregationPlan(WhenPossible: true));
}
