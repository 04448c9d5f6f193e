using System.Collections.Immutable;
using System.Text.Json.Serialization;

using FedGrains.Cli.Coordinators;
using FedGrains.Cli.Runs;
using FedGrains.Core.Attacks;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Nodes;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Core.Strategies;
using FedGrains.Core.Training;

namespace FedGrains.Cli.Models;

/// <summary>What goes with a downloaded model: how to run it, where it comes from, who is in it and who is not, and how well it does.</summary>
internal sealed record ModelManifest(
    FederationId Federation,
    RunId Run,
    int Version,
    string File,
    Digest Sha256,
    long Bytes,
    ModelDefinition Architecture,
    ImmutableArray<TensorView> Tensors,
    ImmutableArray<string> Features,
    string? Target,
    string Normalisation,
    TrainingPlan Training,
    StrategySettings Strategy,
    ulong Seed,
    ImmutableArray<Contribution> Contributors,
    ImmutableArray<Absence> Absences,
    EvaluationView? Evaluation,
    PrivacyView Privacy,
    ImmutableArray<ManifestReport> AttackReports,
    ImmutableArray<ModelAncestor> Lineage,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SecureRecord? SecureAggregation = null)
{
    private const string NormalisationNote =
        "Each site scales its features by the mean and standard deviation of its own training fold, as its dataset definition says. "
        + "The constants are not in this file: a site that uses the model scales by its own.";

    /// <summary>Gathers the manifest of a version from the coordinator.</summary>
    public static async Task<ModelManifest> Of(CoordinatorClient coordinator, Run run, ModelVersion version, string file, ImmutableArray<ManifestReport> reports)
    {
        var dataset = await Dataset(coordinator, run);
        var lineage = await coordinator.Versions(run.Key, version.Key.Number);

        return new(
            run.Key.Federation,
            run.Key.Run,
            version.Key.Number,
            file,
            version.Model.Digest,
            version.Model.Length,
            run.Configuration.Model,
            [.. run.Configuration.Model.Layout().Tensors.Select(t => new TensorView(t.Name, t.Shape))],
            dataset?.Features ?? [],
            dataset?.Target,
            NormalisationNote,
            run.Configuration.Training,
            run.Configuration.Strategy,
            run.Configuration.Seed,
            version.Contributors,
            version.Absences,
            EvaluationView.Of(version.Evaluation),
            PrivacyView.Of(version.Privacy),
            reports,
            [.. lineage.Reverse().Select(ModelAncestor.Of)],
            version.Secure);
    }

    private static async Task<DatasetSummary?> Dataset(CoordinatorClient coordinator, Run run)
    {
        var nodes = await coordinator.Federation(run.Key.Federation).Nodes();

        return nodes.Where(n => run.Cohort.Contains(n.Node.Key.Node)).Select(n => n.Node.Dataset(run.Configuration.Dataset)).FirstOrDefault(d => d is not null);
    }
}

/// <summary>An attack report beside the model, and what it says in short.</summary>
internal sealed record ManifestReport(string File, AttachedReport Report);

/// <summary>A version in a model's lineage, the newest first; the last is version 0, the model before training.</summary>
internal sealed record ModelAncestor(int Version, Digest Sha256, Digest? Parent, int Round, ImmutableArray<NodeId> Contributors, ImmutableArray<Absence> Absences, DateTimeOffset CreatedAt)
{
    public static ModelAncestor Of(ModelVersion version) => new(
        version.Key.Number, version.Model.Digest, version.Parent, version.Round, [.. version.Contributors.Select(c => c.Node)], version.Absences, version.CreatedAt);
}

/// <summary>A float32 tensor of the model's file.</summary>
internal sealed record TensorView(string Name, ImmutableArray<int> Shape);
