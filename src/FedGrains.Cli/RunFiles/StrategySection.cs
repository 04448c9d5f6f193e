using FedGrains.Core.Strategies;

namespace FedGrains.Cli.RunFiles;

/// <summary>Reads <c>strategy</c>: a name, and whatever differs from that strategy's defaults.</summary>
internal static class StrategySection
{
    public static StrategySettings Read(Section root)
    {
        var section = root.Nested("strategy", "name", "serverLearningRate", "momentum", "beta1", "beta2", "tau", "mu");
        section.Require("name");

        var name = section.Choice("name", StrategyNames.All);
        var defaults = StrategySettings.Default(name ?? StrategyNames.FedAvg);
        var settings = defaults with
        {
            ServerLearningRate = section.Number("serverLearningRate") ?? defaults.ServerLearningRate,
            Momentum = section.Number("momentum") ?? defaults.Momentum,
            Beta1 = section.Number("beta1") ?? defaults.Beta1,
            Beta2 = section.Number("beta2") ?? defaults.Beta2,
            Tau = section.Number("tau") ?? defaults.Tau,
            Mu = section.Number("mu") ?? defaults.Mu,
        };

        // Settings of a strategy that is not known cannot be judged.
        return name is null && section.Has("name") ? defaults : settings;
    }
}
