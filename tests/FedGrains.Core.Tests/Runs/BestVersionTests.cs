using FedGrains.Core.Evaluation;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Core.Tests.Rounds;

using static FedGrains.Core.Tests.Runs.RunSamples;

namespace FedGrains.Core.Tests.Runs;

public sealed class BestVersionTests
{
    [Theory]
    [InlineData("loss", 0.5, 0.4, true)]
    [InlineData("loss", 0.5, 0.6, false)]
    [InlineData("loss", 0.5, 0.5, false)]
    [InlineData("meanAbsoluteError", 2, 1, true)]
    [InlineData("accuracy", 0.8, 0.9, true)]
    [InlineData("accuracy", 0.8, 0.7, false)]
    [InlineData("auc", 0.8, 0.81, true)]
    public void Better_IsLessForLossesAndMoreForShares(string metric, double before, double now, bool better) =>
        Assert.Equal(better ? 1 : 0, Best(new(metric, 5), metric, before, now).Version);

    [Fact]
    public void Better_LessThanTheMinimumImprovement_IsNotBetter() =>
        Assert.Equal(new BestVersion(0, "loss", 0.5, Since: 1), Best(new("loss", 5, MinimumImprovement: 0.2), "loss", 0.5, 0.4));

    [Fact]
    public void Better_NoRule_GoesByThePooledLoss() => Assert.Equal(new BestVersion(1, "loss", 0.4, Since: 0), Best(null, "loss", 0.5, 0.4));

    [Fact]
    public void Better_PoolsOverNodesByTheirRecords()
    {
        var evaluation = new ModelEvaluation([Node(0, 0.2, 90), Node(1, 1.2, 10)]);
        var best = BestVersion.Better(null, Summary(0, evaluation), Configuration);

        Assert.Equal(0.3, best!.Value, 1e-12);
    }

    [Fact]
    public void Better_TheMetricWasNotMeasured_StaysAsItIs()
    {
        var best = new BestVersion(0, "auc", 0.5, 1);

        Assert.Same(best, BestVersion.Better(best, Summary(1, Measured("loss", 0.1)), Configuration with { EarlyStop = new("auc", 1) }));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public void Exhausted_OnceSinceReachesThePatience(int since, bool exhausted) =>
        Assert.Equal(exhausted, new BestVersion(0, "loss", 1, since).Exhausted(new("loss", Patience: 2)));

    [Fact]
    public void Exhausted_WithoutARule_Never() => Assert.False(new BestVersion(0, "loss", 1, 1000).Exhausted(null));

    private static BestVersion Best(EarlyStop? rule, string metric, double before, double now)
    {
        var configuration = Configuration with { EarlyStop = rule };
        var first = BestVersion.Better(null, Summary(0, Measured(metric, before)), configuration);

        return BestVersion.Better(first, Summary(1, Measured(metric, now)), configuration)!;
    }

    private static ModelEvaluation Measured(string metric, double value) => new([new(RoundSamples.Node(0), [new(metric, value, 10, 0)])]);

    private static NodeEvaluation Node(int node, double loss, long examples) => new(RoundSamples.Node(node), [new("loss", loss, examples, 0)]);

    private static RoundSummary Summary(int version, ModelEvaluation evaluation) =>
        Start().Summary(RoundPhase.Checkpointed) with { Base = version, BaseEvaluation = evaluation };
}
