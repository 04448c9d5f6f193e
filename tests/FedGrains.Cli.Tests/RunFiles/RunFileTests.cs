using FedGrains.Cli.RunFiles;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Runs;
using FedGrains.Core.Strategies;
using FedGrains.Testing;

namespace FedGrains.Cli.Tests.RunFiles;

public sealed class RunFileTests
{
    private const string Heart = """
        name: heart-fedavg
        dataset: heart
        model: { kind: logistic, features: 13 }
        training:
          loss: binaryCrossEntropy
          metrics: [accuracy, auc]
          optimizer: { name: sgd, learningRate: 0.01, momentum: 0, weightDecay: 0 }
          batchSize: 4
          localSteps: 100
        strategy: { name: fedAvg }
        weighting: examples
        rounds: 15
        seed: 7
        nodes: []
        mandatoryNodes: []
        minimumNodes: 0
        roundDeadline: 5m
        lease: 30s
        abandonedRoundLimit: 2
        fractionBits: 20
        earlyStop: { metric: auc, patience: 5, minimumImprovement: 0.001 }
        """;

    private const string Least = """
        dataset: heart
        model: { kind: logistic, features: 13 }
        training: { loss: binaryCrossEntropy, optimizer: { learningRate: 0.01 }, batchSize: 4, localEpochs: 1 }
        rounds: 15
        """;

    [Fact]
    public void Parse_EveryField_Read()
    {
        var (name, run) = RunFile.Parse(Heart);

        Assert.Equal(new RunId("heart-fedavg"), name);
        Assert.Equal(new DatasetName("heart"), run.Dataset);
        Assert.Equal(ModelDefinition.Regression(13), run.Model);
        Assert.Equal(["accuracy", "auc"], run.Training.Metrics);
        Assert.Equal((0.01, 4, 100, 0), (run.Training.Optimizer.LearningRate, run.Training.BatchSize, run.Training.LocalSteps, run.Training.LocalEpochs));
        Assert.Equal((15, 7ul, 2, 20), (run.Rounds, run.Seed, run.AbandonedRoundLimit, run.FractionBits));
        Assert.Equal((TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(30)), (run.RoundDeadline, run.Lease));
        Assert.Equal(new EarlyStop("auc", 5, 0.001), run.EarlyStop);
    }

    [Fact]
    public void Parse_LeastFile_HasDefaults()
    {
        var (name, run) = RunFile.Parse(Least);

        Assert.Null(name);
        Assert.Equal(StrategySettings.Default("fedAvg"), run.Strategy);
        Assert.Equal((Weighting.Examples, 0ul, 0, 3, 24), (run.Weighting, run.Seed, run.MinimumNodes, run.AbandonedRoundLimit, run.FractionBits));
        Assert.Equal((TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1)), (run.RoundDeadline, run.Lease));
        Assert.Null(run.EarlyStop);
        Assert.Empty(run.Nodes);
    }

    [Fact]
    public void Parse_DeadlineShorterThanDefaultLease_LeaseFollows() =>
        Assert.Equal(TimeSpan.FromSeconds(20), RunFile.Parse(Least + "\nroundDeadline: 20s").Configuration.Lease);

    [Fact]
    public void Parse_Json_SameAsYaml()
    {
        const string json = """
            { "dataset": "heart", "model": { "kind": "logistic", "features": 13 },
              "training": { "loss": "binaryCrossEntropy", "optimizer": { "learningRate": 0.01 }, "batchSize": 4, "localEpochs": 1 },
              "rounds": 15 }
            """;

        Assert.Equal(Describe(RunFile.Parse(Least)), Describe(RunFile.Parse(json)));
    }

    [Fact]
    public void Parse_FedProx_MuReachesTheSites()
    {
        var run = RunFile.Parse(Least + "\nstrategy: { name: fedProx, mu: 0.01 }").Configuration;

        Assert.Equal(0.01, run.Strategy.Mu);
        Assert.Equal(0.01, run.Training.ProximalTerm);
    }

    [Fact]
    public void Parse_StrategySettings_OthersKeepTheirDefaults()
    {
        var strategy = RunFile.Parse(Least + "\nstrategy: { name: fedAdam, serverLearningRate: 0.01 }").Configuration.Strategy;

        Assert.Equal(StrategySettings.Default("fedAdam") with { ServerLearningRate = 0.01 }, strategy);
    }

    [Theory]
    [InlineData("samplingRate: 0.05", 0.05, 0)]
    [InlineData("expectedBatch: 16", 0, 16)]
    public void Parse_Privacy_Read(string sampling, double rate, int batch)
    {
        var training = RunFile.Parse(Least.Replace("batchSize: 4", $"privacy: {{ clippingNorm: 1.5, noiseMultiplier: 0.8, {sampling} }}", StringComparison.Ordinal)).Configuration.Training;

        Assert.Equal(new(1.5, 0.8, rate, batch), training.Privacy);
        Assert.Equal(0, training.BatchSize);
    }

    [Fact]
    public void Parse_PrivacyDelta_Read()
    {
        const string privacy = "privacy: { clippingNorm: 1, noiseMultiplier: 1, samplingRate: 0.1, delta: 1e-6 }";

        Assert.Equal(1e-6, RunFile.Parse(Least.Replace("batchSize: 4", privacy, StringComparison.Ordinal)).Configuration.Training.Privacy!.Delta);
        Assert.Contains(
            "training.privacy.delta must be more than 0 and less than 1, not 0.",
            Assert.Throws<RunFileException>(() => RunFile.Parse(Least.Replace("batchSize: 4", privacy.Replace("1e-6", "0", StringComparison.Ordinal), StringComparison.Ordinal))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_NoPrivacy_IsNone()
    {
        Assert.Null(RunFile.Parse(Least).Configuration.Training.Privacy);
        Assert.Null(RunFile.Parse(Least.Replace("batchSize: 4", "batchSize: 4, privacy: null", StringComparison.Ordinal)).Configuration.Training.Privacy);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\nsecureAggregation: auto")]
    [InlineData("\nsecureAggregation: null")]
    public void Parse_SecureAggregation_IsLeftOpenUnlessItSaysOtherwise(string line) =>
        Assert.Equal(new SecureAggregationPlan(WhenPossible: true), RunFile.Parse(Least + line).Configuration.SecureAggregation);

    [Fact]
    public void Parse_SecureAggregation_OnOrOffOrSettings()
    {
        Assert.Null(RunFile.Parse(Least + "\nsecureAggregation: off").Configuration.SecureAggregation);
        Assert.Equal(new(), RunFile.Parse(Least + "\nsecureAggregation: on").Configuration.SecureAggregation);
        Assert.Equal(new(), RunFile.Parse(Least + "\nsecureAggregation: {}").Configuration.SecureAggregation);
        Assert.Equal(
            new(Clip: 0.5, WeightCap: 4096, BatchRounds: 10, KeepMaskedRounds: -1, TimeSpan.FromMinutes(2)),
            RunFile.Parse(Least + "\nsecureAggregation: { clip: 0.5, weightCap: 4096, batchRounds: 10, keepMaskedRounds: all, unmaskingTime: 2m }").Configuration.SecureAggregation);
    }

    [Theory]
    [InlineData("", 1e-5, 1, null, null, null)]
    [InlineData(", delta: 1e-3, curiousSites: 2, adaptation: off", 1e-3, 2, null, null, null)]
    [InlineData(", adaptation: on", 1e-5, 1, 0.5, 0.2, 0.0)]
    [InlineData(", adaptation: {}", 1e-5, 1, 0.5, 0.2, 0.0)]
    [InlineData(", adaptation: { quantile: 0.8, learningRate: 0.1, countNoise: 3 }", 1e-5, 1, 0.8, 0.1, 3.0)]
    public void Parse_SitePrivacy_IsOn(string more, double delta, int curious, double? quantile, double? rate, double? noise)
    {
        var plan = RunFile.Parse($"{Least}\nweighting: uniform\nsecureAggregation: {{ sitePrivacy: {{ clippingNorm: 0.5, noiseMultiplier: 1.5{more} }} }}").Configuration.SecureAggregation;

        Assert.Equal(new(SitePrivacy: new(0.5, 1.5, delta, curious, quantile is null ? null : new(quantile.Value, rate!.Value, noise!.Value))), plan);
    }

    [Theory]
    [InlineData("{ kind: mlp, features: 4, hidden: [8, 8], outputs: 1 }", 4)]
    [InlineData("{ kind: cnn, image: [1, 28, 28], channels: [8, 16], hidden: [32], outputs: 1 }", 784)]
    [InlineData("{ kind: layers, input: [4], layers: [{ linear: { units: 3 } }, relu, { dropout: { probability: 0.5 } }, { tanh: {} }, { linear: { units: 1 } }] }", 4)]
    [InlineData("{ kind: layers, input: [1, 8, 8], layers: [{ convolution: { channels: 2, kernel: 3, padding: 1 } }, { maxPooling: { kernel: 2 } }, flatten, { linear: { units: 1 } }] }", 64)]
    [InlineData("{ kind: layers, input: [6], layers: [{ embedding: { entries: 9, width: 2 } }, layerNorm, { groupNorm: { groups: 3 } }, rmsNorm, flatten, { linear: { units: 1 } }] }", 6)]
    public void Parse_ModelKinds_Read(string model, int inputs)
    {
        var read = RunFile.Parse(Least.Replace("{ kind: logistic, features: 13 }", model, StringComparison.Ordinal)).Configuration.Model;

        Assert.Equal(inputs, read.Input.Aggregate(1, (product, d) => product * d));
        Assert.Equal(1, read.Outputs());
    }

    [Theory]
    [InlineData("heart-run.yaml", 15)]
    [InlineData("heart-layers-run.yaml", 50)]
    [InlineData("heart-private-run.yaml", 8)]
    [InlineData("heart-site-private-run.yaml", 10)]
    [InlineData("classes-private-run.yaml", 15)]
    public void Load_Sample_Read(string sample, int rounds) => Assert.Equal(rounds, RunFile.Load(Path.Combine(AppContext.BaseDirectory, sample)).Configuration.Rounds);

    // The figures in docs/privacy.md are of this plan.
    [Fact]
    public void Load_PrivateSample_IsThePlanThatWasMeasured() =>
        Assert.Equal(Describe(new(new("heart-private"), HeartPrivateProtocol.Run)), Describe(RunFile.Load(Path.Combine(AppContext.BaseDirectory, "heart-private-run.yaml"))));

    private static string Describe(RunRequest request) => System.Text.Json.JsonSerializer.Serialize(request, Core.Json.CoreJson.Options);
}
