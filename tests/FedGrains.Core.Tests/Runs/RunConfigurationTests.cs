using FedGrains.Core.Models;
using FedGrains.Core.Strategies;
using FedGrains.Core.Training;

using static FedGrains.Core.Tests.Runs.RunSamples;

namespace FedGrains.Core.Tests.Runs;

public sealed class RunConfigurationTests
{
    [Fact]
    public void Faults_SoundConfiguration_None() => Assert.Empty(Configuration.Faults());

    [Fact]
    public void Faults_ManyAtOnce_AllAreNamed()
    {
        var faults = (Configuration with
        {
            Rounds = 0,
            RoundDeadline = TimeSpan.FromMilliseconds(1),
            Lease = TimeSpan.FromMinutes(2),
            AbandonedRoundLimit = 0,
            FractionBits = 31,
            MinimumNodes = 3,
            Nodes = [new("a"), new("a")],
            MandatoryNodes = [new("z")],
            Training = Configuration.Training with { Loss = "hinge", Metrics = ["f1"], BatchSize = 0, LocalEpochs = 1, ProximalTerm = -1, Optimizer = new("lion", 0, 1, -1) },
            Strategy = new("krum"),
            EarlyStop = new("auc", Patience: 0, MinimumImprovement: double.NaN),
        }).Faults();

        Assert.Equal(
            [
                "rounds must be 1 to 100,000, not 0.",
                "roundDeadline must be 1 second to 30 days, not 00:00:00.0010000.",
                "lease must be at least 1 second and at most roundDeadline, not 00:02:00.",
                "abandonedRoundLimit must be 1 to 1000, not 0.",
                "fractionBits must be 8 to 30, not 31.",
                "minimumNodes is 3, but nodes names only 2.",
                "nodes names a node twice.",
                "mandatoryNodes: 'z' is not among nodes.",
                "training.loss: 'hinge' is not known. Known: binaryCrossEntropy, crossEntropy, meanSquaredError.",
                "training.metrics: 'f1' is not known. Known: loss, accuracy, auc, meanAbsoluteError.",
                "training.batchSize must be 1 to 1,000,000, not 0.",
                "training: give localSteps or localEpochs, one of the two, at least 1.",
                "strategy.mu must be at least 0, not -1.",
                "training.optimizer.name: 'lion' is not known. Known: sgd, adam.",
                "training.optimizer.learningRate must be more than 0, not 0.",
                "training.optimizer.momentum must be at least 0 and less than 1, not 1.",
                "training.optimizer.weightDecay must be at least 0, not -1.",
                "strategy.name: 'krum' is not known. Known: fedAvg, fedProx, fedAvgM, fedAdagrad, fedAdam, fedYogi.",
                "earlyStop.metric: 'auc' is not among training.metrics.",
                "earlyStop.patience must be at least 1, not 0.",
                "earlyStop.minimumImprovement must be at least 0, not NaN.",
            ],
            faults);
    }

    [Fact]
    public void Faults_NegativeMinimum() =>
        Assert.Equal(["minimumNodes must be at least 0 (0 is the whole cohort), not -1."], (Configuration with { MinimumNodes = -1 }).Faults());

    [Fact]
    public void Faults_SecureAggregation_AllAreNamed() => Assert.Equal(
        [
            "secureAggregation.clip must be 0.000001 to 1,000,000, not NaN.",
            "secureAggregation.weightCap must be 1 to 2147483648, or 0 to have it chosen, not -1.",
            "secureAggregation.batchRounds must be 1 to 256, not 0.",
            "secureAggregation.keepMaskedRounds must be at least 0, or -1 for all, not -2.",
            "secureAggregation.unmaskingTime must be 1 second to 7 days, not 00:00:00.5000000.",
        ],
        (Configuration with { SecureAggregation = new(double.NaN, WeightCap: -1, BatchRounds: 0, KeepMaskedRounds: -2, TimeSpan.FromSeconds(0.5)) }).Faults());

    [Fact]
    public void Faults_WeightCapWhereAllWeighAlike() => Assert.Equal(
        ["secureAggregation.weightCap is 2, and with weighting uniform every site weighs 1; leave it out."],
        (Configuration with { Weighting = Weighting.Uniform, SecureAggregation = new(WeightCap: 2) }).Faults());

    [Theory]
    [InlineData(LossNames.BinaryCrossEntropy, 2, "training.loss: binaryCrossEntropy takes one output, and the model has 2.")]
    [InlineData(LossNames.CrossEntropy, 1, "training.loss: crossEntropy takes an output for each class, at least 2, and the model has 1.")]
    public void Faults_LossThatDoesNotFitTheModel(string loss, int outputs, string fault) => Assert.Equal(
        [fault],
        (Configuration with { Model = ModelDefinition.Regression(3, outputs), Training = Configuration.Training with { Loss = loss } }).Faults());

    [Fact]
    public void Faults_ModelThatCannotBeBuilt_IsOneFaultAndNotACrash() => Assert.Equal(["The model has no layers."], (Configuration with { Model = new([3], []) }).Faults());

    [Theory]
    [InlineData(1, 8)]
    [InlineData(100_000, 30)]
    public void Faults_AtTheLimits_None(int rounds, int bits) => Assert.Empty((Configuration with
    {
        Rounds = rounds,
        FractionBits = bits,
        RoundDeadline = TimeSpan.FromDays(30),
        Lease = TimeSpan.FromSeconds(1),
        AbandonedRoundLimit = 1000,
    }).Faults());
}
