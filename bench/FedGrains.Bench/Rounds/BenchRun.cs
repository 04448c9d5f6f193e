using FedGrains.Core.Models;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Core.Strategies;
using FedGrains.Core.Training;

namespace FedGrains.Bench.Rounds;

/// <summary>The runs that are measured, and how long their rounds took.</summary>
internal static class BenchRun
{
    /// <summary>One feature in and as many units out as make up the size: a weight and a bias each.</summary>
    public static RunConfiguration Configuration(int rounds, int parameters) => new(
        NoData.Name(0),
        ModelDefinition.Regression(features: 1, outputs: parameters / 2),
        new(LossNames.MeanSquaredError, [], new(OptimizerNames.Sgd, 0.01), BatchSize: 1, LocalSteps: 1, LocalEpochs: 0, ProximalTerm: 0),
        StrategySettings.Default(StrategyNames.FedAvg),
        Weighting.Examples,
        rounds,
        Seed: 1,
        Nodes: [],
        MandatoryNodes: [],
        MinimumNodes: 0,
        RoundDeadline: TimeSpan.FromMinutes(30),
        Lease: TimeSpan.FromMinutes(5),
        AbandonedRoundLimit: 1,
        FractionBits: 24,
        EarlyStop: null);

    /// <summary>Seconds of the training rounds but the first, in ascending order, from the end of one to the end of the next: whatever lies between rounds belongs to them.</summary>
    public static double[] Seconds(IEnumerable<RoundSummary> rounds)
    {
        var trained = rounds.Where(r => r.Task is RoundTask.Train).ToArray();

        return [.. trained.Zip(trained.Skip(1), (one, next) => (next.EndedAt - one.EndedAt).TotalSeconds).Order()];
    }
}
