using FedGrains.Core.Models;
using FedGrains.Core.Runs;
using FedGrains.Core.Strategies;
using FedGrains.Core.Training;

namespace FedGrains.EndToEnd.Tests;

internal static class Runs
{
    public const int Features = 13;

    /// <summary>A logistic regression that takes a few milliseconds a round; every node must be in every round.</summary>
    public static RunConfiguration Quick(int rounds) => new(
        new("heart-risk"),
        ModelDefinition.Regression(Features),
        new(LossNames.BinaryCrossEntropy, [MetricNames.Accuracy], new(OptimizerNames.Sgd, 0.05), BatchSize: 8, LocalSteps: 10, LocalEpochs: 0, ProximalTerm: 0),
        StrategySettings.Default(StrategyNames.FedAdam),
        Weighting.Examples,
        rounds,
        Seed: 3,
        Nodes: [],
        MandatoryNodes: [],
        MinimumNodes: 0,
        RoundDeadline: TimeSpan.FromMinutes(10),
        Lease: TimeSpan.FromMinutes(2),
        AbandonedRoundLimit: 3,
        FractionBits: 24,
        EarlyStop: null);

    /// <summary>The same with differential privacy for each site as a whole, a norm that adapts, and a strategy without a memory, so that every round of it can be verified.</summary>
    public static RunConfiguration Noised(int rounds, double noise) => Quick(rounds) with
    {
        Strategy = StrategySettings.Default(StrategyNames.FedAvg),
        Weighting = Weighting.Uniform,
        SecureAggregation = new(BatchRounds: 3, KeepMaskedRounds: -1, SitePrivacy: new(ClippingNorm: 0.2, noise, Delta: 1e-4, Adaptation: new())),
    };

    /// <summary>The same with differential privacy.</summary>
    public static RunConfiguration Private(int rounds, double noise)
    {
        var plain = Quick(rounds);

        return plain with { Training = plain.Training with { BatchSize = 0, Privacy = new(ClippingNorm: 1, noise, SamplingRate: 0.1, Delta: 1e-4) }, AbandonedRoundLimit = 1 };
    }
}
