using System.Collections.Immutable;

namespace FedGrains.Core.Strategies;

/// <summary>A server step by name and its settings. A setting that the strategy does not have is 0.</summary>
/// <param name="Name">See <see cref="StrategyNames"/>.</param>
/// <param name="ServerLearningRate">Every strategy's step size η, more than 0; 1 takes the mean as it is.</param>
/// <param name="Momentum">FedAvgM's β in [0, 1).</param>
/// <param name="Beta1">β₁ of FedAdagrad, FedAdam and FedYogi in [0, 1): how slowly the mean update is forgotten.</param>
/// <param name="Beta2">β₂ of FedAdam and FedYogi in [0, 1): how slowly the mean squared update is forgotten.</param>
/// <param name="Tau">τ of FedAdagrad, FedAdam and FedYogi, more than 0: the smaller, the more each parameter's step is evened out.</param>
/// <param name="Mu">FedProx's μ, at least 0: μ/2 ‖w − w_global‖² is added to a site's loss.</param>
public sealed record StrategySettings(
    string Name,
    double ServerLearningRate = 1,
    double Momentum = 0,
    double Beta1 = 0,
    double Beta2 = 0,
    double Tau = 0,
    double Mu = 0)
{
    /// <summary>The settings a strategy has when a run names nothing else. An unknown name throws an <see cref="ArgumentException"/> that lists the known ones.</summary>
    public static StrategySettings Default(string name) => StrategyCatalog.Find(name).Defaults;

    /// <summary>What is wrong with the settings, one sentence a fault; empty when the strategy can run with them.</summary>
    public ImmutableArray<string> Faults() => StrategyCatalog.TryFind(Name) is { } strategy
        ? [.. SettingRule.Faults(this, strategy)]
        : [$"strategy.name: '{Name}' is not known. Known: {string.Join(", ", StrategyNames.All)}."];
}
