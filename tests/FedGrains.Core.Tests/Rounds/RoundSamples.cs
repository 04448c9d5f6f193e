using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

using FedGrains.Core.Evaluation;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Json;
using FedGrains.Core.Models;
using FedGrains.Core.Rounds;
using FedGrains.Core.Strategies;
using FedGrains.Core.Training;

namespace FedGrains.Core.Tests.Rounds;

/// <summary>A round of hospitals a, b, c, ... and what they may send in it.</summary>
internal static class RoundSamples
{
    public const long Examples = 100;

    public static DateTimeOffset Opened { get; } = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset Deadline { get; } = Opened.AddSeconds(100);

    public static RunKey Run { get; } = RunKey.Parse("heart/first");

    public static BaseModel Base { get; } = new(3, Digest.Of("base"u8), 136, 120, Digest.Of("state"u8));

    public static TrainingPlan Training { get; } =
        new(LossNames.BinaryCrossEntropy, [MetricNames.Accuracy], new(OptimizerNames.Sgd, 0.1), BatchSize: 8, LocalSteps: 10, LocalEpochs: 0, ProximalTerm: 0);

    public static NodeId Node(int index) => new(((char)('a' + index)).ToString());

    public static RoundPlan Plan(int nodes, int? quorum = null, RoundTask task = RoundTask.Train, params int[] mandatory) => new(
        new(Run, 4),
        task,
        new(DatasetName.Parse("heart-disease"), ModelDefinition.Regression(3), Training, FractionBits: 24, Seed: 7, Iteration: 4),
        Base,
        [.. Enumerable.Range(0, nodes).Select(i => new RoundMember(Node(i), Examples, mandatory.Contains(i)))],
        quorum ?? nodes,
        StrategySettings.Default(StrategyNames.FedAdam),
        Weighting.Examples,
        Opened,
        Deadline,
        TimeSpan.FromSeconds(20),
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

    /// <summary>The same plan with masked updates.</summary>
    public static RoundPlan Masked(this RoundPlan plan) => plan with
    {
        Site = plan.Site with { Masking = new(8, LargestCohort: 5, WeightCap: 128, RingBits: 32) },
        Masking = new(BatchRounds: 50, RoundsToGo: 6, UnmaskingTime: TimeSpan.FromSeconds(30), KeepRounds: 2),
    };

    /// <summary>Noise on the sums of such a plan.</summary>
    public static SiteNoise Noise { get; } = new(new(1, 20, 0.5), new(1, 10, 2), FewestSurvivors: 2, Parameters: 4, Lanes: 6, NoiseMultiplier: 1, Rho: 0.5, Digest.Of("rotation"u8));

    public static SecureRecord Secure { get; } = new(Digest.Of("roster"u8), 3, [Node(0), Node(1)], Digest.Of("transcript"u8), SharesAsked: true);

    public static Round Open(int nodes, int? quorum = null, RoundTask task = RoundTask.Train, params int[] mandatory) =>
        Round.Open(Plan(nodes, quorum, task, mandatory));

    /// <summary>What a node sends: the same every time for the same <paramref name="variant"/>.</summary>
    public static Submission Submission(int node, int variant = 0, RoundTask task = RoundTask.Train, bool masked = false)
    {
        var content = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Node(node)}/{variant}"));
        var update = task is RoundTask.Train ? new SubmittedUpdate(Digest.Of(content), 16, 10 + node, 0.5, 1.25, MaskedUpload: masked ? Convert.ToBase64String([4, 5, 6]) : null) : null;

        return new(Node(node), Base.Version, Base.Digest, update, Measured(0.5 + node), Convert.ToBase64String(content), Convert.ToBase64String([1, 2, 3]));
    }

    public static ImmutableArray<Measurement> Measured(double loss) => [new(MetricNames.Loss, loss, 20, 0.25)];

    public static RoundResult Result { get; } = new(Base with { Version = 4, Digest = Digest.Of("next"u8) }, new([new(Node(0), Measured(0.5))]));

    public static Round Submit(this Round round, int node) => round.Submit(Submission(node, task: round.Plan.Task, masked: round.Plan.IsMasked), Opened.AddSeconds(1)).Next;

    public static string Json<T>(this T record) => JsonSerializer.Serialize(record, CoreJson.Options);

    /// <summary>What is left of a record when the process that held it dies.</summary>
    public static T Restored<T>(this T record) => JsonSerializer.Deserialize<T>(record.Json(), CoreJson.Options)!;
}
