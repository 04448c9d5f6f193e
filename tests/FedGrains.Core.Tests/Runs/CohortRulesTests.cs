using System.Collections.Immutable;

using FedGrains.Core.Models;
using FedGrains.Core.Nodes;
using FedGrains.Core.Runs;
using FedGrains.Core.Tests.Nodes;

using static FedGrains.Core.Tests.Runs.RunSamples;

namespace FedGrains.Core.Tests.Runs;

public sealed class CohortRulesTests
{
    [Fact]
    public void Choose_NoNamesGiven_EveryoneReadyInTheOrderOfTheirNames()
    {
        var (cohort, faults) = CohortRules.Choose(Configuration, [Ready("c"), Ready("a"), Invited("b"), Ready("d").Revoke(), Enrolled("e")]);

        Assert.Equal([new("a"), new("c")], cohort);
        Assert.Empty(faults);
    }

    [Fact]
    public void Choose_NamesGiven_ExactlyThose()
    {
        var (cohort, faults) = CohortRules.Choose(Configuration with { Nodes = [new("c"), new("a")] }, [Ready("a"), Ready("b"), Ready("c")]);

        Assert.Equal([new("a"), new("c")], cohort);
        Assert.Empty(faults);
    }

    [Fact]
    public void Choose_NobodyIsReady() => Expect(["dataset: no enrolled node has registered 'heart-disease'."], Configuration, Invited("a"));

    [Fact]
    public void Choose_ManyFaults_AllAreNamed() => Expect(
        [
            "minimumNodes is 5, but the cohort has 3 nodes.",
            "nodes: 'ghost' is not enrolled or has not registered the dataset 'heart-disease'.",
            "mandatoryNodes: 'z' is not in the cohort.",
            "dataset: 'heart-disease' at 'a' has no training records.",
            "dataset: the nodes registered 'heart-disease' with different features; they must prepare it alike.",
        ],
        Configuration with { MinimumNodes = 5, Nodes = [new("a"), new("b"), new("ghost")], MandatoryNodes = [new("z")] },
        Ready("a", training: 0),
        Ready("b", features: ["age", "sex", "bmi"]));

    [Fact]
    public void Choose_OtherOrderOfFeatures_IsNotAlike() => Expect(
        ["dataset: the nodes registered 'heart-disease' with different features; they must prepare it alike."],
        Configuration,
        Ready("a"),
        Ready("b", features: ["sex", "age", "chol"]));

    [Fact]
    public void Choose_MoreRecordsThanTheExactSumHolds() => Expect(
        ["dataset: the cohort has more than 2147483648 training records; run on fewer nodes."],
        Configuration,
        Ready("a", training: 1L << 31),
        Ready("b", training: 1));

    [Fact]
    public void Choose_AsManyRecordsAsTheExactSumHolds_NoFault() => Expect([], Configuration, Ready("a", training: (1L << 31) - 1), Ready("b", training: 1));

    [Fact]
    public void Choose_ModelOfAnotherWidth() => Expect(
        ["model.input: the model takes 4 values, and the dataset has 3 features."],
        Configuration with { Model = ModelDefinition.Regression(4) },
        Ready("a"));

    [Fact]
    public void Choose_ModelThatCannotBeBuilt_IsNotJudgedTwice() => Expect([], Configuration with { Model = new([], []) }, Ready("a"));

    [Fact]
    public void Choose_DeltaOfOneOverTheRecordsOfASite_IsRefused()
    {
        var configuration = Configuration with { Training = Configuration.Training with { BatchSize = 0, Privacy = new(1, 1, SamplingRate: 0.5, Delta: 0.01) } };

        Expect(["training.privacy.delta: 0.01 is not less than one over the 100 training records of 'b'. Choose a smaller one, or leave it out."], configuration, Ready("a", training: 99), Ready("b"));
        Expect([], configuration, Ready("a", training: 99));
    }

    private static void Expect(string[] faults, RunConfiguration configuration, params Node[] nodes) =>
        Assert.Equal(faults, CohortRules.Choose(configuration, nodes).Faults);

    private static Node Invited(string name) => Node.Invited(new(new("heart"), new(name)), NodeSamples.Open);

    private static Node Enrolled(string name) => Invited(name).Enrol(NodeSamples.Open.Token, "key", Now).Next;

    private static Node Ready(string name, long training = 100, ImmutableArray<string>? features = null) =>
        Enrolled(name).Register(NodeSamples.Dataset(training) with { Features = features ?? ["age", "sex", "chol"] });
}
