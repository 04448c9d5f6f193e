using System.Text.Json;

using FedGrains.Core.Attacks;
using FedGrains.Core.Federations;
using FedGrains.Core.Json;
using FedGrains.Core.Models;
using FedGrains.Core.Nodes;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Core.Strategies;
using FedGrains.Core.Tests.Attacks;
using FedGrains.Core.Tests.Nodes;
using FedGrains.Core.Tests.Rounds;
using FedGrains.Core.Tests.Runs;
using FedGrains.Core.Training;

namespace FedGrains.Core.Tests.Json;

/// <summary>
/// The records that coordinators keep on disk, as they were written when these files were made. A failure means that stored federations may no longer be
/// readable. If the change is meant and what older versions wrote is still read, run the tests with FEDGRAINS_WRITE_STORED set to this folder's path: they write the
/// files anew; look at the difference before you commit it. Keep a file of the older form beside the new one where it differs.
/// </summary>
public sealed class StoredRecordTests
{
    private static readonly JsonSerializerOptions Indented = new(CoreJson.Options) { WriteIndented = true };

    [Fact]
    public void Round_IsStoredAsBefore() => Expect("round", Checkpointed());

    [Fact]
    public void AbandonedRound_IsStoredAsBefore() => Expect("round-abandoned", RoundSamples.Open(2, task: RoundTask.Evaluate, mandatory: 1).Submit(0).Abandon("The run was cancelled.", RunSamples.Now));

    [Fact]
    public void Run_IsStoredAsBefore() => Expect("run", RunSamples.Start(RunSamples.Configuration with
    {
        Nodes = [RoundSamples.Node(0), RoundSamples.Node(1), RoundSamples.Node(2)],
        MandatoryNodes = [RoundSamples.Node(1)],
        EarlyStop = new("loss", 5, 0.001),
    }).Checkpointed().Abandoned().Cancel("The board said no.", RunSamples.Now).Next);

    [Fact]
    public void Node_IsStoredAsBefore() =>
        Expect("node", Node.Invited(NodeSamples.Key, NodeSamples.Open).Enrol(NodeSamples.Open.Token, "MFkwEwYHKoZIzj0=", RunSamples.Now).Next.Register(NodeSamples.Dataset()));

    [Fact]
    public void Federation_IsStoredAsBefore() =>
        Expect("federation", Federation.Create(new("heart"), "Heart disease", RunSamples.Now).Admit(new("leeds")).Admit(new("aarhus")).Record(new("first")));

    [Fact]
    public void ModelVersion_IsStoredAsBefore() =>
        Expect("model-version", ModelVersion.MadeBy(Checkpointed(), RoundSamples.Result.Model, RunSamples.Now).Evaluated(RoundSamples.Result.Evaluation) with
        {
            AttachedReports = [AttachedReport.Of(AuditSamples.Audit, "report"u8, RunSamples.Now)],
        });

    // What was stored before there were reports says nothing of them.
    [Fact]
    public void ModelVersionWithoutReports_IsRead() => Assert.Empty(JsonSerializer.Deserialize<ModelVersion>(Stored("model-version-without-reports"), CoreJson.Options)!.AttachedReports);

    [Fact]
    public void Layers_AreStoredAsBefore() => Expect("model", new ModelDefinition(
        [1, 8, 8],
        [new Layer.Convolution(4, 3, 2, 1), new Layer.Relu(), new Layer.MaxPooling(2), new Layer.Tanh(), new Layer.Flatten(), new Layer.Sigmoid(), new Layer.Dropout(0.5), new Layer.Linear(2)]));

    [Fact]
    public void LayersOfCodesAndNormalisation_AreStoredAsBefore() => Expect("model-codes", new ModelDefinition(
        [3], [new Layer.Embedding(100, 8), new Layer.LayerNorm(), new Layer.GroupNorm(3), new Layer.RmsNorm(), new Layer.Flatten(), new Layer.Linear(1)]));

    [Fact]
    public void PrivatePlan_IsStoredAsBefore() => Expect("training-private", RoundSamples.Training with { BatchSize = 0, Privacy = new(1.5, 0.8, ExpectedBatch: 64) });

    [Fact]
    public void PrivateVersion_IsStoredAsBefore()
    {
        var mechanism = new DpSgdMechanism(0.5, 2, 1.5, 10);
        var made = ModelVersion.MadeBy(Checkpointed(), RoundSamples.Result.Model, RunSamples.Now);
        var version = made with { Contributors = [made.Contributors[0] with { TrainingLoss = null, Mechanism = mechanism }] };

        Expect("model-version-private", version with
        {
            Privacy = new(
                "record",
                "addOrRemoveOne",
                1e-4,
                "pld",
                [new(new(RoundSamples.Node(0), 10, [new(mechanism, 3)], 0), "3 rounds", 1.25), new(new(RoundSamples.Node(1), 11, [], 1), "no noise", double.PositiveInfinity)],
                ["anything else."],
                "There is none."),
        });
    }

    [Fact]
    public void PrivateRound_IsStoredAsBefore()
    {
        var plan = RoundSamples.Plan(1);
        var training = RoundSamples.Training with { BatchSize = 0, Privacy = new(1.5, 0.8, SamplingRate: 0.5, Delta: 1e-3) };
        var submission = RoundSamples.Submission(0);

        Expect("round-private", Round.Open(plan with { Site = plan.Site with { Training = training } })
            .Submit(submission with { Update = submission.Update! with { TrainingLoss = null, Mechanism = training.MechanismFor(10) } }, RoundSamples.Opened).Next);
    }

    [Fact]
    public void VersionWithoutPrivacy_IsRead() => Assert.Null(JsonSerializer.Deserialize<ModelVersion>(Stored("model-version"), CoreJson.Options)!.Privacy);

    [Fact]
    public void MaskedRun_IsStoredAsBefore() => Expect("run-masked", RunSamples.Start(RunSamples.Configuration with
    {
        SecureAggregation = new(Clip: 2.5, WeightCap: 1024, BatchRounds: 20, KeepMaskedRounds: -1, TimeSpan.FromSeconds(30)),
    }) with
    { SpentShares = 1 });

    [Fact]
    public void MaskedRound_IsStoredAsBefore() => Expect("round-masked", Opened().Checkpoint(RoundSamples.Result, RunSamples.Now));

    [Fact]
    public void RoundThatIsUnmasking_IsStoredAsBefore() => Expect("round-unmasking", Closed());

    [Fact]
    public void MaskedModelVersion_IsStoredAsBefore() => Expect("model-version-masked", ModelVersion.MadeBy(Opened(), RoundSamples.Result.Model, RunSamples.Now));

    [Fact]
    public void MaskedTask_IsSentAsBefore() => Expect("site-task-masked", RoundSamples.Plan(3).Site with { Masking = new(8, LargestCohort: 3, WeightCap: 128, RingBits: 32) });

    [Fact]
    public void NoisedRun_IsStoredAsBefore() => Expect("run-noised", RunSamples.Start(RunSamples.Configuration with
    {
        Weighting = Weighting.Uniform,
        SecureAggregation = new(WeightCap: 1, SitePrivacy: new(0.5, 1.5, 1e-4, 2, new(0.8, 0.1, 3))),
    }) with
    { ClippingNorm = 0.25 });

    [Fact]
    public void NoisedTask_IsSentAsBefore() => Expect("site-task-noised", RoundSamples.Plan(3).Site with { Masking = new(1, LargestCohort: 3, WeightCap: 1, RingBits: 32, RoundSamples.Noise) });

    [Fact]
    public void NoisedModelVersion_IsStoredAsBefore()
    {
        var opened = Opened();
        var plan = opened.Plan with { Site = opened.Plan.Site with { Masking = new(1, LargestCohort: 3, WeightCap: 1, RingBits: 32, RoundSamples.Noise) } };

        Expect("model-version-noised", ModelVersion.MadeBy(opened with { Plan = plan }, RoundSamples.Result.Model, RunSamples.Now) with
        {
            Privacy = new(
                "record",
                "addOrRemoveOne",
                1e-3,
                "zcdp",
                [new(new(RoundSamples.Node(0), 10, [], 0, 3, 0.75), "3 rounds", 1.25)],
                ["anything else."],
                "There is one.",
                new("zeroOutOne", 0.75, 1e-5, "zcdp", 0.75, 3, "3 noised sums", ["more."], "There is another.")),
        });
    }

    // What was stored before there was secure aggregation says nothing of it.
    [Fact]
    public void RunAndRoundWithoutSecureAggregation_AreRead()
    {
        Assert.Null(JsonSerializer.Deserialize<Run>(Stored("run"), CoreJson.Options)!.Configuration.SecureAggregation);
        Assert.Null(JsonSerializer.Deserialize<Round>(Stored("round"), CoreJson.Options)!.Plan.Site.Masking);
    }

    // What was stored before there was privacy says nothing of it.
    [Fact]
    public void PlanWithoutPrivacy_IsRead() => Assert.Null(JsonSerializer.Deserialize<Run>(Stored("run"), CoreJson.Options)!.Configuration.Training.Privacy);

    private static Round Checkpointed() => RoundSamples.Open(3, quorum: 2, mandatory: 0).Submit(1).Submit(0).Fail(RoundSamples.Node(2), "The disk is full.", RunSamples.Now)
        .Checkpoint(RoundSamples.Result, RunSamples.Now);

    private static Round Closed() => Round.Open(RoundSamples.Plan(2).Masked()).Submit(0).Submit(1);

    private static Round Opened() => Closed().AskForShares(RunSamples.Now).Unmasked(RoundSamples.Secure);

    private static void Expect<T>(string name, T record)
    {
        var written = JsonSerializer.Serialize(record, Indented) + '\n';

        if (Environment.GetEnvironmentVariable("FEDGRAINS_WRITE_STORED") is { Length: > 0 } folder) File.WriteAllText(Path.Combine(folder, $"{name}.json"), written);

        var stored = Stored(name);
        Assert.Equal(stored, written, ignoreLineEndingDifferences: true);

        // What was stored is read, and nothing of it is lost on the way.
        Assert.Equal(stored, JsonSerializer.Serialize(JsonSerializer.Deserialize<T>(stored, CoreJson.Options), Indented) + '\n', ignoreLineEndingDifferences: true);
    }

    private static string Stored(string name)
    {
        using var file = typeof(StoredRecordTests).Assembly.GetManifestResourceStream($"{name}.json")
            ?? throw new FileNotFoundException($"There is no stored {name}; see the comment above on how to write it.");

        return new StreamReader(file).ReadToEnd();
    }
}
