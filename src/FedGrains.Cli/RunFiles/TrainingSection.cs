using FedGrains.Core.Strategies;
using FedGrains.Core.Training;

namespace FedGrains.Cli.RunFiles;

/// <summary>Reads <c>training</c>. FedProx's μ is written with the strategy, and takes effect in the sites' loss.</summary>
internal static class TrainingSection
{
    public static TrainingPlan Read(Section root, StrategySettings strategy)
    {
        root.Require("training");
        var section = root.Nested("training", "loss", "metrics", "optimizer", "batchSize", "localSteps", "localEpochs", "privacy");

        foreach (var field in (string[])["loss", "optimizer"]) section.Require(field);

        // Private training draws its samples by another rule.
        if (!section.Has("privacy")) section.Require("batchSize");

        return new(
            section.Choice("loss", LossNames.All) ?? LossNames.MeanSquaredError,
            section.Choices("metrics", MetricNames.All),
            Optimizer(section),
            section.Integer("batchSize") ?? (section.Has("privacy") ? 0 : 1),
            Count(section, "localSteps"),
            Count(section, "localEpochs"),
            StrategyCatalog.Find(strategy.Name).ProximalTerm(strategy),
            PrivacySection.Read(section));
    }

    // One that is written but cannot be read counts as given.
    private static int Count(Section section, string field) => section.Integer(field) ?? (section.Has(field) ? 1 : 0);

    private static OptimizerSettings Optimizer(Section training)
    {
        var section = training.Nested("optimizer", "name", "learningRate", "momentum", "weightDecay");
        section.Require("learningRate");

        return new(
            section.Choice("name", OptimizerNames.All) ?? OptimizerNames.Sgd,
            section.Number("learningRate") ?? 1,
            section.Number("momentum") ?? 0,
            section.Number("weightDecay") ?? 0);
    }
}
