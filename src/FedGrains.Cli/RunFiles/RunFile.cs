using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Runs;
using FedGrains.Core.Strategies;
using FedGrains.Core.Training;

using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace FedGrains.Cli.RunFiles;

/// <summary>Reads a run file: YAML, of which JSON is a part. Faults of form and of sense are listed together.</summary>
public static class RunFile
{
    private static readonly TimeSpan DefaultLease = TimeSpan.FromMinutes(1);

    /// <summary>Reads a file. Throws a <see cref="RunFileException"/>.</summary>
    public static RunRequest Load(string path) => File.Exists(path)
        ? Parse(File.ReadAllText(path), $"'{path}'")
        : throw new RunFileException($"'{path}'", ["The file does not exist."]);

    /// <summary>Reads text; <paramref name="origin"/> is what messages call it. Throws a <see cref="RunFileException"/>.</summary>
    public static RunRequest Parse(string text, string origin = "(text)")
    {
        var faults = new FaultList();
        var request = Read(Root(text, origin), faults);

        faults.AddUnlessUnread(request.Configuration.Faults().Distinct());

        return faults.IsEmpty ? request : throw new RunFileException(origin, faults.Sentences());
    }

    private static YamlMappingNode Root(string text, string origin)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));

            return stream.Documents is [{ RootNode: YamlMappingNode root }]
                ? root
                : throw new RunFileException(origin, ["The file must hold one YAML or JSON document with the run's fields."]);
        }
        catch (YamlException fault)
        {
            throw new RunFileException(origin, [$"line {fault.Start.Line}: this is neither YAML nor JSON. {fault.Message}"]);
        }
    }

    private static RunRequest Read(YamlMappingNode node, FaultList faults)
    {
        var root = new Section(
            node, "", faults,
            "name", "dataset", "model", "training", "strategy", "weighting", "rounds", "seed", "nodes", "mandatoryNodes",
            "minimumNodes", "roundDeadline", "lease", "abandonedRoundLimit", "fractionBits", "earlyStop", "secureAggregation");

        root.Require("dataset");
        root.Require("rounds");

        var strategy = StrategySection.Read(root);
        var training = TrainingSection.Read(root, strategy);
        var deadline = root.Time("roundDeadline") ?? TimeSpan.FromMinutes(10);

        return new(root.Name<RunId>("name"), new(
            root.Name<DatasetName>("dataset") ?? new("dataset"),
            ModelSection.Read(root, faults) ?? Placeholder(training),
            training,
            strategy,
            root.Choice("weighting", WeightingSection.Names) is { } weighting ? WeightingSection.Of(weighting) : Weighting.Examples,
            root.Integer("rounds") ?? 1,
            root.Seed("seed") ?? 0,
            root.Names<NodeId>("nodes"),
            root.Names<NodeId>("mandatoryNodes"),
            root.Integer("minimumNodes") ?? 0,
            deadline,
            root.Time("lease") ?? (deadline < DefaultLease ? deadline : DefaultLease),
            root.Integer("abandonedRoundLimit") ?? 3,
            root.Integer("fractionBits") ?? 24,
            Stop(root),
            SecureAggregationSection.Read(root)));
    }

    private static EarlyStop? Stop(Section root)
    {
        if (!root.Has("earlyStop")) return null;

        var stop = root.Nested("earlyStop", "metric", "patience", "minimumImprovement");
        stop.Require("patience");

        return new(stop.Choice("metric", MetricNames.All) ?? MetricNames.Loss, stop.Integer("patience") ?? 1, stop.Number("minimumImprovement") ?? 0);
    }

    // Stands in for a model that could not be read, with outputs that go with the loss, so that only real faults are told.
    private static ModelDefinition Placeholder(TrainingPlan training) =>
        ModelDefinition.Regression(1, training.Loss == LossNames.CrossEntropy ? 2 : 1);
}
